import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, isSeq, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml';
import type { Plan } from './plan.ts';
import { lineOfKey } from './yaml-line.ts';

/** A place that a person would edit: an absolute path and a 1-based line. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** The deepest of these that the container has is what a person would change to change the limit. */
const limitPaths = [['resources', 'limits', 'memory'], ['resources', 'limits'], ['resources'], ['name']] as const;

function containersOf(document: Document): YAMLMap[] {
  const list = document.getIn(['spec', 'template', 'spec', 'containers']) ?? document.getIn(['spec', 'containers']);
  return isSeq(list) ? list.items.filter((item) => isMap(item)) : [];
}

function lineIn(document: Document, lines: LineCounter, { workload }: Plan): number | undefined {
  const [kind, name] = (workload.ref ?? '/').split('/');
  if (document.get('kind') !== kind || document.getIn(['metadata', 'name']) !== name) return undefined;
  const container = containersOf(document).find((candidate) => candidate.get('name') === workload.container);
  for (const path of container ? limitPaths : []) {
    const node = container?.getIn(path, true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

function placeInManifest(file: string, plan: Plan): Place | undefined {
  if (!existsSync(file) || statSync(file).isDirectory()) return undefined;
  const lines = new LineCounter();
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'), { lineCounter: lines })) {
    const line = lineIn(document as Document, lines, plan);
    if (line !== undefined) return { file, line };
  }
  return undefined;
}

/** Where the memory limit of the sized container stands: in its manifest, else in the plan; the plan's first line where nothing is said of it. */
export function limitPlace(plan: Plan, scenarioDir: string, planFile: string): Place {
  for (const manifest of plan.workload.manifests) {
    const place = placeInManifest(join(scenarioDir, manifest), plan);
    if (place) return place;
  }
  return { file: planFile, line: lineOfKey(planFile, ['workload', 'limit']) ?? 1 };
}
