import type { Document } from 'yaml';
import type { WorkloadRef } from '../patches/workload-ref.ts';
import { findContainer, findWorkloads } from './find-workload.ts';
import { parseManifest } from './manifest-file.ts';
import { helmLine } from './template-source.ts';

export interface Candidate {
  readonly path: string;
  readonly text: string;
  readonly names: readonly string[];
}

/**
 * The file to write into: of those that hold the workload the last that says anything about the memory of the container, because that is the one that
 * wins in a kustomization, else the first. Undefined where none holds it.
 */
export function chooseManifest<C extends Candidate>(candidates: readonly C[], workload: Pick<WorkloadRef, 'kind'>, container: string): C | undefined {
  const holders = candidates.flatMap((candidate) => {
    const found = findWorkloads(documentsOf(candidate, candidates.length === 1), workload, candidate.names)[0];
    const map = found && findContainer(found, workload.kind, container);
    return found === undefined ? [] : [{ candidate, hasContainer: map !== undefined, saysMemory: map !== undefined && saysMemory(map.toJS(found.document)) }];
  });
  const chosen = holders.findLast(({ saysMemory }) => saysMemory) ?? holders.find(({ hasContainer }) => hasContainer) ?? holders[0];
  return chosen?.candidate;
}

/** What is beside the workload may be anything; only the one file that was named has to be readable. */
function documentsOf({ path, text }: Candidate, only: boolean): Document.Parsed[] {
  if (only) return parseManifest(path, text);
  return helmLine(text) === undefined ? parseManifest(path, text) : [];
}

function saysMemory(container: unknown): boolean {
  const { resources } = container as { resources?: { limits?: { memory?: unknown } | null; requests?: { memory?: unknown } | null } | null };
  return (resources?.limits?.memory ?? resources?.requests?.memory ?? null) !== null;
}
