import type { EventOf } from '../../recording/events.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import type { HardPartMethod } from '../metrics/hard-part.ts';
import type { CounterSeries } from './counter-series.ts';
import type { LoadTally } from './load-tally.ts';
import type { MemorySeries } from './memory-series.ts';
import type { PodFacts } from './pod-facts.ts';
import type { UsageSeries } from './usage-series.ts';

/** One announced cgroup with everything rare that was said about it. */
export interface CgroupFacts {
  readonly announced: EventOf<'cgroup'>;
  goneMs: number | null;
  readonly counters: EventOf<'counters'>[];
  readonly watermarks: EventOf<'watermark'>[];
  /** Highest sampled usage and hard part, bytes; -1 without samples. */
  sampledPeakBytes: number;
  hardPeakBytes: number;
  readonly hardPartMethod: HardPartMethod | undefined;
  /** Of cgroups of a pod, where several share one limit: who held what at a moment. */
  readonly usage?: UsageSeries;
}

/** CPU and stall time of the main container; counters of `cpu`: usageUs, periods, throttledPeriods; of `stall`: someUs. */
export interface MainSeries {
  readonly memory: MemorySeries;
  readonly cpu: CounterSeries;
  readonly stall: CounterSeries;
}

/** CPU time of the machine (busyUs, totalUs of all cores) and of the load generator (usageUs). */
export interface MachineSeries {
  readonly cpu: CounterSeries;
  readonly generator: CounterSeries;
}

/** A heap snapshot, and the anonymous memory of the cgroup when the workload had come to rest after it; null where it was not sampled. */
export interface HeapPoint {
  readonly event: EventOf<'heap-snapshot'>;
  readonly anonBytes: number | null;
}

export interface HeapFacts {
  readonly points: readonly HeapPoint[];
  readonly growth: EventOf<'heap-growth'> | undefined;
}

export interface PhaseFacts {
  readonly start: EventOf<'phase-start'>;
  endMs: number | null;
  readonly load: LoadTally;
}

/** All that a recording says, sorted by kind and time; long streams are condensed to what judging needs. */
export interface RecordingFacts {
  readonly manifest: RecordingManifest;
  readonly mainContainer: string;
  readonly main: MainSeries;
  readonly machine: MachineSeries;
  readonly cgroups: ReadonlyMap<number, CgroupFacts>;
  readonly phases: readonly PhaseFacts[];
  readonly instances: readonly EventOf<'instance'>[];
  readonly kernelLines: readonly EventOf<'kernel-line'>[];
  readonly kernelLog: readonly EventOf<'kernel-log'>[];
  readonly engineOoms: readonly EventOf<'engine-oom'>[];
  readonly holders: readonly EventOf<'holders'>[];
  /** By uid, in the order in which they were first seen. */
  readonly pods: ReadonlyMap<string, PodFacts>;
  readonly kubeEvents: readonly EventOf<'kube-event'>[];
  readonly nodeStates: readonly EventOf<'node-state'>[];
  readonly gaps: readonly EventOf<'gap'>[];
  readonly notes: readonly EventOf<'note'>[];
  readonly ticks: { readonly due: number; readonly late: number; readonly missed: number };
  readonly hostCpu: { readonly first: EventOf<'host-cpu'> | undefined; readonly last: EventOf<'host-cpu'> | undefined };
  readonly heap: HeapFacts;
  readonly coldCache: EventOf<'cold-cache'> | undefined;
  readonly end: EventOf<'end'> | undefined;
  readonly tornLine: boolean;
  /** Time of the newest event. */
  readonly lastMs: number;
}
