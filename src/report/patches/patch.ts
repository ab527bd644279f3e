import type { Recommendation } from '../../recommend/document.ts';
import type { WorkloadRef } from './workload-ref.ts';

/** What one container of the workload is to be given; null where nothing is recommended. */
export interface PatchedContainer {
  readonly name: string;
  /** `init` and `sidecar` (a native one) stand among the init containers of a pod spec. Left out for the sized container. */
  readonly role?: 'init' | 'sidecar' | 'app' | 'ephemeral';
  readonly requestBytes: number | null;
  readonly limitBytes: number | null;
  readonly needBytes: number | null;
  readonly cpuRequestMillicores: number | null;
}

/** Whether a container stands in `initContainers` of its pod. */
export function amongInit({ role }: PatchedContainer): boolean {
  return role === 'init' || role === 'sidecar';
}

/** Everything that a patch is written from. */
export interface PatchInput {
  readonly scenario: string;
  readonly runId: string;
  readonly recommendation: Recommendation;
  readonly workload: WorkloadRef;
  /** Containers with a limit or a request to set, with names that the API server takes. */
  readonly containers: readonly PatchedContainer[];
  /** Whether the limit was run again with success. */
  readonly verified: boolean;
  /** First lines of every file: which run it comes from, and how sure it is. */
  readonly notice: readonly string[];
}

export type PatchText = { readonly text: string } | { readonly none: string };

/** One kind of file that can be applied, read or imported by something of a cluster. */
export interface PatchFormat {
  readonly file: string;
  /** What it is for, one clause. */
  readonly what: string;
  /** How it is used: a command or a place. */
  readonly use: (input: PatchInput) => string;
  /** `limit`: holds numbers of the recommendation, and is not written without them. `workload`: watches the workload, whatever was found. */
  readonly needs: 'limit' | 'workload';
  /** The file, or why there is none. */
  readonly write: (input: PatchInput) => PatchText;
}
