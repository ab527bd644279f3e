import type { Plan, Variant } from '../plan/plan.ts';
import type { Fingerprint } from '../recording/manifest.ts';
import type { HighwaterError } from '../shared/errors.ts';
import type { Clock, EventSink } from './event-sink.ts';
import type { HeapBefore, HeapTaken } from './heap.ts';
import type { LoadPods } from './load-pods.ts';
import type { Probe } from './probe.ts';

/** A cgroup that probes must watch, as the target sees it. Directories are absolute; `cpu` and `memory` differ on v1. */
export interface WatchedCgroup {
  readonly container: string;
  readonly role: 'workload' | 'ancestor';
  readonly version: 1 | 2;
  readonly memoryDir: string;
  readonly cpuDir: string | undefined;
  /** v1 only, where cpuacct is mounted apart from cpu; left out, it is looked for beside `cpuDir`. */
  readonly cpuacctDir?: string | undefined;
  /** Directory with `*.pressure` files: the same on v2, the unified twin on a hybrid host, else undefined. */
  readonly pressureDir: string | undefined;
  /** Path below the cgroup mount, as the kernel log writes it. */
  readonly kernelPath: string;
}

/** A container of a watched pod. `id` is what the container runtime calls it, undefined before it was made; a restart brings a new one. */
export interface WatchedContainer {
  readonly name: string;
  readonly kind: 'container' | 'init' | 'sidecar';
  readonly id: string | undefined;
  readonly restart: number;
}

/** A pod that probes must watch where they find cgroups themselves. Told again, with more in it, as its containers come to be. */
export interface WatchedPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly node: string | undefined;
  readonly containers: readonly WatchedContainer[];
}

export interface WorkloadExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly restart: number;
}

/** One fresh instance of the workload, limited before its first byte runs. */
export interface DeployedWorkload {
  readonly url: string;
  /** Resolves when ready; rejects with `workload-never-ready` carrying the last log lines. */
  readonly ready: Promise<void>;
  /** Resolves when the measurement is over for a reason that is not the workload's, as an engine that was stopped. */
  readonly broken?: Promise<HighwaterError>;
  /** Asked once the load is over, before anything is removed: why what was seen last says nothing about the workload; undefined where all is well. */
  readonly lost?: () => Promise<HighwaterError | undefined>;
  /** In a recording of purpose `heap`, by targets that can: lets the workload's Node process, or the one that did before, write what is on its heap. Never rejects. */
  readonly takeHeap?: (signal: AbortSignal, before?: HeapBefore) => Promise<HeapTaken>;
  /** Ends every process and removes every cgroup of the instance; reclaims its cache first. Safe to call twice. */
  remove(): Promise<void>;
}

export interface DeployRequest {
  readonly plan: Plan;
  readonly variant: Variant;
  readonly scenarioDir: string;
  /** `workload.log` goes here. */
  readonly recordingDir: string;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Called for each cgroup of the instance after it was made and limited, before the first process of a start is in it: nothing is missed. */
  readonly watch: (cgroup: WatchedCgroup) => void;
  /** Called for each pod as soon as it is known, and again whenever more of it is; only by targets whose cgroups are out of reach. */
  readonly watchPod?: (pod: WatchedPod) => void;
}

/** A place where workloads run, for the length of one highwater run. */
export interface Environment {
  /** Everything but what the load driver knows (k6Version, scriptDigest). */
  readonly fingerprint: Omit<Fingerprint, 'k6Version' | 'scriptDigest'>;
  /** Memory that a measurement may take, for the loose limit: half of this is the ceiling. */
  readonly availableBytes: number;
  readonly loadCores: readonly number[] | undefined;
  /** Samples in place of this machine's own probe, where the cgroups of the target lie out of this process's reach. */
  readonly probe?: Probe;
  /** Where the load is to come from, where that is not this machine. */
  readonly loadPods?: LoadPods;
  deploy(request: DeployRequest): Promise<DeployedWorkload>;
  dispose(): Promise<void>;
}

export interface Remains {
  readonly what: string;
  readonly runId: string;
}

export interface Target {
  readonly kind: Plan['target']['kind'];
  /** What this machine lacks for the target, empty when it can be used; nothing is created. */
  check(): Promise<readonly { readonly what: string; readonly hint: string }[]>;
  provision(request: {
    readonly plan: Plan;
    readonly runId: string;
    readonly scenarioDir: string;
    readonly note: (code: string, text: string) => void;
    /** Aborts when nobody waits for it any more: what was made is then given back, and the promise rejects. A target may ignore it. */
    readonly signal?: AbortSignal;
  }): Promise<Environment>;
  /** What earlier runs left behind; `remove` ends and deletes it. */
  findRemains(): Promise<readonly Remains[]>;
  removeRemains(remains: readonly Remains[]): Promise<void>;
}
