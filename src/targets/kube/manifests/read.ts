import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../../../ports/agent.ts';
import { HighwaterError } from '../../../shared/errors.ts';

/** What makes a folder one for `kubectl kustomize` (kustomize: konfig.RecognizedKustomizationFileNames). */
const kustomizations = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

type Kustomize = (folder: string) => Promise<string>;

function check(source: string, value: unknown): KubeObject {
  const object = value as Partial<KubeObject>;
  if (typeof object.apiVersion !== 'string' || typeof object.kind !== 'string') {
    throw new HighwaterError('plan-invalid', `${source}: a document has no apiVersion and kind`, { hint: 'workload.manifests names Kubernetes objects only' });
  }
  if (typeof object.metadata?.name !== 'string') {
    const hint = object.metadata && 'generateName' in object.metadata ? 'generateName cannot be applied; give it a name' : 'give it a metadata.name';
    throw new HighwaterError('plan-invalid', `${source}: a ${object.kind} has no name`, { hint });
  }
  return object as KubeObject;
}

function parse(source: string, text: string): KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    const error = document.errors[0];
    if (error) throw new HighwaterError('plan-invalid', `${source}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`);
    const value = document.toJS() as { kind?: string; items?: unknown[] } | null;
    if (value === null || value === undefined) return [];
    const items = value.kind === 'List' ? (value.items ?? []) : [value];
    return items.map((item) => check(source, item));
  });
}

async function readPath(path: string, kustomize: Kustomize): Promise<KubeObject[]> {
  if (!existsSync(path))
    throw new HighwaterError('plan-invalid', `${path}: no such manifest`, { hint: 'workload.manifests is relative to the scenario folder' });
  if (!statSync(path).isDirectory()) return parse(path, readFileSync(path, 'utf8'));
  const names = readdirSync(path).sort();
  if (names.some((name) => kustomizations.includes(name))) return parse(path, await kustomize(path));
  const files = names.filter((name) => /\.(ya?ml|json)$/.test(name));
  return files.flatMap((name) => parse(join(path, name), readFileSync(join(path, name), 'utf8')));
}

/** The objects of the scenario's manifests: files, folders of files, kustomize folders. Throws `plan-invalid` with file and line. */
export async function readManifests(scenarioDir: string, manifests: readonly string[], kustomize: Kustomize): Promise<readonly KubeObject[]> {
  const objects: KubeObject[] = [];
  for (const name of manifests) objects.push(...(await readPath(join(scenarioDir, name), kustomize)));
  if (objects.length === 0)
    throw new HighwaterError('plan-invalid', 'workload.manifests names no Kubernetes object', { hint: 'list the files of the workload' });
  return objects;
}
