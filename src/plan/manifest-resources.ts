import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { HighwaterError } from '../shared/errors.ts';

/** What the manifest says today of the container that is to be sized. */
export interface ManifestResources {
  readonly container: string;
  readonly limit: string | undefined;
  readonly request: string | undefined;
  readonly cpuLimit: string | undefined;
}

interface Container {
  readonly name: string;
  readonly resources?: { readonly limits?: Record<string, unknown>; readonly requests?: Record<string, unknown> };
}
interface Manifest {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly spec?: { readonly containers?: Container[]; readonly template?: { readonly spec?: { readonly containers?: Container[] } } };
}

function documentsOf(path: string): Manifest[] {
  if (!existsSync(path))
    throw new HighwaterError('plan-invalid', `${path}: no such manifest`, { hint: 'workload.manifests is relative to the scenario folder' });
  if (statSync(path).isDirectory()) return [];
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => {
    const error = document.errors[0];
    if (error) throw new HighwaterError('plan-invalid', `${path}: ${error.message}`);
    return (document.toJS() ?? {}) as Manifest;
  });
}

function text(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

/** Finds `ref` among the manifests and reads its container's resources; undefined where the plan names no workload or only a folder. */
export function readManifestResources(
  scenarioDir: string,
  manifests: readonly string[],
  ref: string | undefined,
  containerName: string | undefined,
): ManifestResources | undefined {
  if (ref === undefined || manifests.length === 0) return undefined;
  const [kind, name] = ref.split('/');
  const documents = manifests.flatMap((file) => documentsOf(join(scenarioDir, file)));
  if (documents.length === 0) return undefined;
  const workload = documents.find((document) => document.kind === kind && document.metadata?.name === name);
  if (!workload)
    throw new HighwaterError('plan-invalid', `workload.ref ${ref} is in none of ${manifests.join(', ')}`, {
      hint: 'name one of the workloads of the manifests as Kind/name',
    });
  const containers = workload.spec?.template?.spec?.containers ?? workload.spec?.containers ?? [];
  const container = containerName === undefined ? containers[0] : containers.find((candidate) => candidate.name === containerName);
  if (!container)
    throw new HighwaterError('plan-invalid', `${ref} has no container '${containerName ?? ''}'`, {
      hint: `it has ${containers.map((candidate) => candidate.name).join(', ')}`,
    });
  const { limits, requests } = container.resources ?? {};
  return { container: container.name, limit: text(limits?.memory), request: text(requests?.memory), cpuLimit: text(limits?.cpu) };
}
