import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isSeq, parseAllDocuments } from 'yaml';
import type { Plan } from '../../plan/plan.ts';
import { HighwaterError } from '../../shared/errors.ts';

/** One manifest with the image of the sized container replaced; undefined where the container is not in it. */
function replaced(text: string, { workload }: Plan, image: string): string | undefined {
  const [kind, name] = (workload.ref ?? '/').split('/');
  const documents = parseAllDocuments(text);
  let found = false;
  for (const document of documents) {
    if (document.get('kind') !== kind || document.getIn(['metadata', 'name']) !== name) continue;
    const list = document.getIn(['spec', 'template', 'spec', 'containers']) ?? document.getIn(['spec', 'containers']);
    const containers = isSeq(list) ? list.items.filter((item) => isMap(item)) : [];
    for (const container of containers.filter((candidate) => candidate.get('name') === workload.container)) {
      container.set('image', image);
      found = true;
    }
  }
  return found ? documents.map(String).join('---\n') : undefined;
}

/** A copy of the scenario whose sized container has another image. Throws `usage` where the container is in no manifest that is a file. */
export function scenarioWithImage(plan: Plan, scenarioDir: string, image: string, stateDir: string): { readonly scenarioDir: string; remove(): void } {
  mkdirSync(stateDir, { recursive: true });
  const dir = mkdtempSync(join(stateDir, 'base-'));
  cpSync(scenarioDir, dir, { recursive: true });
  for (const manifest of plan.workload.manifests) {
    const path = join(dir, manifest);
    const text = statSync(path).isDirectory() ? undefined : replaced(readFileSync(path, 'utf8'), plan, image);
    if (text === undefined) continue;
    writeFileSync(path, text);
    return { scenarioDir: dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
  }
  rmSync(dir, { recursive: true, force: true });
  throw new HighwaterError(
    'usage',
    `--base-image: the container ${plan.workload.container} of ${plan.workload.ref ?? 'no workload'} is in none of the manifests`,
    {
      hint: 'name the manifest file in workload.manifests and the workload in workload.ref',
    },
  );
}
