import type { EventOf } from './events.ts';

/** One container of a synthetic pod; it holds the same memory all the time. Null: no limit, no request. */
export interface SyntheticContainer {
  readonly name: string;
  readonly role?: EventOf<'pod-status'>['role'];
  readonly limitBytes?: number | null;
  readonly requestBytes?: number | null;
  readonly usageBytes: number;
  /** An init container ends by itself at this time; the others stay. */
  readonly endsAtMs?: number;
}

/** Whose limit was hit. `all-pods`: kubepods; `node`: the container that a node of kind is; `global`: the machine's memory. */
export type SyntheticLimit = 'container' | 'pod' | 'all-pods' | 'node' | 'global';

/** `main`, `child`: the kernel kills. `end`: the container ends without a kill. `start-error`: its own first process does not fit. */
export interface SyntheticPodDeath {
  readonly atMs: number;
  readonly container: string;
  readonly what: 'main' | 'child' | 'end' | 'start-error';
  readonly limit?: SyntheticLimit;
  /** What the pod's status says; OOMKilled and 137 of a kill, Error and 1 of an end, when left out. */
  readonly reason?: string;
  readonly exitCode?: number;
  /** Of a start error: what the runtime says; that its first process was OOM-killed when left out. */
  readonly message?: string;
  /** The status was overwritten before it was told. */
  readonly overwritten?: boolean;
  /** The line that names the cgroup was rate-limited away. */
  readonly nameless?: boolean;
  /** The counter was read before its cgroup was gone. */
  readonly counted?: boolean;
}

/** A recording of one pod with a known truth. Sizes in bytes, times in milliseconds. */
export interface SyntheticPodSpec {
  readonly cgroupVersion: 1 | 2;
  readonly kernelLog: 'heard' | 'denied';
  readonly durationMs: number;
  readonly containers: readonly SyntheticContainer[];
  /** Files of a memory-backed volume that are charged to the pod itself. */
  readonly podFilesBytes?: number;
  readonly deaths?: readonly SyntheticPodDeath[];
  readonly evictedAtMs?: number;
  readonly memoryPressureAtMs?: number;
  readonly deletedAtMs?: number;
  readonly qosClass?: 'Guaranteed' | 'Burstable' | 'BestEffort';
  readonly extra?: readonly (EventOf<'kube-event'> | EventOf<'node-state'> | EventOf<'counters'>)[];
}
