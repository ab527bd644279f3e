import type { EventOf, RecordingEvent } from '../../recording/events.ts';
import { kubePathOf } from '../deaths/kube-path.ts';
import { type SampleReader, sampleReader } from '../metrics/sample-columns.ts';
import { CounterSeries } from './counter-series.ts';
import type { CgroupFacts, HeapPoint, MachineSeries, MainSeries, PhaseFacts } from './facts.ts';
import { addToTally, emptyTally } from './load-tally.ts';
import { MemorySeries } from './memory-series.ts';
import { UsageSeries } from './usage-series.ts';

interface Watched {
  readonly facts: CgroupFacts;
  readonly reader: SampleReader;
  readonly isMain: boolean;
}

/** Kinds that are kept as they are, in the order of the file. */
type KeptKind =
  | 'instance'
  | 'engine-oom'
  | 'kernel-line'
  | 'kernel-log'
  | 'holders'
  | 'gap'
  | 'note'
  | 'pod'
  | 'pod-phase'
  | 'pod-status'
  | 'kube-event'
  | 'node-state';
type Kept = { [K in KeptKind]: EventOf<K>[] };

/** Takes in the events of one recording, one at a time, and keeps what judging needs. Lives as long as the reading. */
export class Collector {
  readonly #mainContainer: string;
  readonly watched = new Map<number, Watched>();
  readonly main: MainSeries = { memory: new MemorySeries(), cpu: new CounterSeries(3), stall: new CounterSeries(1) };
  readonly machine: MachineSeries = { cpu: new CounterSeries(2), generator: new CounterSeries(1) };
  readonly phases: PhaseFacts[] = [];
  readonly kept: Kept = {
    instance: [],
    'engine-oom': [],
    'kernel-line': [],
    'kernel-log': [],
    holders: [],
    gap: [],
    note: [],
    pod: [],
    'pod-phase': [],
    'pod-status': [],
    'kube-event': [],
    'node-state': [],
  };
  readonly ticks = { due: 0, late: 0, missed: 0 };
  readonly hostCpu: { first: EventOf<'host-cpu'> | undefined; last: EventOf<'host-cpu'> | undefined } = { first: undefined, last: undefined };
  readonly heap: { readonly points: HeapPoint[]; growth: EventOf<'heap-growth'> | undefined } = { points: [], growth: undefined };
  #anonBytes: number | null = null;
  coldCache: EventOf<'cold-cache'> | undefined;
  end: EventOf<'end'> | undefined;
  lastMs = 0;

  constructor(mainContainer: string) {
    this.#mainContainer = mainContainer;
  }

  readonly #takers: { readonly [K in RecordingEvent['kind']]?: (event: EventOf<K>) => void } = {
    sample: (event) => this.#sample(event),
    cpu: (event) => this.#cpu(event),
    pressure: (event) => this.#pressure(event),
    load: (event) => this.#load(event),
    'phase-start': (event) => void this.phases.push({ start: event, endMs: null, load: emptyTally(event.t + (event.settleMs ?? 0)) }),
    'phase-end': (event) => this.#phaseEnd(event),
    cgroup: (event) => this.#cgroup(event),
    'cgroup-gone': (event) => this.#cgroupGone(event),
    watermark: (event) => void this.watched.get(event.cg)?.facts.watermarks.push(event),
    counters: (event) => void this.watched.get(event.cg)?.facts.counters.push(event),
    ticks: (event) => this.#ticks(event),
    'host-cpu': (event) => this.#hostCpu(event),
    'generator-cpu': (event) => this.machine.generator.push(event.t, [event.usageUs]),
    // Each restart tells it again; what was measured began with the first.
    'cold-cache': (event) => {
      this.coldCache ??= event;
    },
    'heap-snapshot': (event) => void this.heap.points.push({ event, anonBytes: this.#anonBytes }),
    'heap-growth': (event) => {
      this.heap.growth = event;
    },
    end: (event) => {
      this.end = event;
    },
    instance: (event) => void this.kept.instance.push(event),
    'engine-oom': (event) => void this.kept['engine-oom'].push(event),
    'kernel-line': (event) => void this.kept['kernel-line'].push(event),
    'kernel-log': (event) => void this.kept['kernel-log'].push(event),
    holders: (event) => void this.kept.holders.push(event),
    gap: (event) => void this.kept.gap.push(event),
    note: (event) => void this.kept.note.push(event),
    pod: (event) => void this.kept.pod.push(event),
    'pod-phase': (event) => void this.kept['pod-phase'].push(event),
    'pod-status': (event) => void this.kept['pod-status'].push(event),
    'kube-event': (event) => void this.kept['kube-event'].push(event),
    'node-state': (event) => void this.kept['node-state'].push(event),
  };

  readonly take = (event: RecordingEvent): void => {
    if (event.t > this.lastMs) this.lastMs = event.t;
    (this.#takers[event.kind] as ((event: RecordingEvent) => void) | undefined)?.(event);
  };

  #cgroup(event: EventOf<'cgroup'>): void {
    const reader = sampleReader(event.version, event.columns);
    const isMain = event.role === 'workload' && event.container === this.#mainContainer;
    const facts: CgroupFacts = {
      announced: event,
      goneMs: null,
      counters: [],
      watermarks: [],
      sampledPeakBytes: -1,
      hardPeakBytes: -1,
      hardPartMethod: reader.hardPart?.method,
      ...((event.podUid ?? kubePathOf(event.path)) === undefined ? {} : { usage: new UsageSeries() }),
    };
    this.watched.set(event.cg, { facts, reader, isMain });
  }

  #cgroupGone(event: EventOf<'cgroup-gone'>): void {
    const watched = this.watched.get(event.cg);
    if (watched) watched.facts.goneMs = event.t;
  }

  #sample({ cg, t, v }: EventOf<'sample'>): void {
    const watched = this.watched.get(cg);
    if (!watched) return;
    const { facts, reader } = watched;
    const usage = reader.usage(v);
    facts.usage?.push(t, usage);
    const hard = reader.hardPart?.of(v);
    if (hard === undefined) return;
    if (usage > facts.sampledPeakBytes) facts.sampledPeakBytes = usage;
    if (hard > facts.hardPeakBytes) facts.hardPeakBytes = hard;
    if (!watched.isMain) return;
    this.#anonBytes = reader.anon(v);
    const { memory } = this.main;
    memory.t.push(t);
    memory.usage.push(usage);
    memory.hard.push(hard);
    memory.file.push(reader.file(v));
    memory.shmem.push(reader.shmem(v));
    memory.workingSet.push(reader.workingSet(v));
    memory.refaults.push(reader.refaults(v));
    memory.majorFaults.push(reader.majorFaults(v));
  }

  #cpu(event: EventOf<'cpu'>): void {
    // -1: the kernel has no such counter.
    if (event.usageUs < 0) return;
    if (this.watched.get(event.cg)?.isMain) this.main.cpu.push(event.t, [event.usageUs, event.periods ?? 0, event.throttledPeriods ?? 0]);
  }

  #pressure(event: EventOf<'pressure'>): void {
    if (event.resource !== 'memory' || event.scope !== 'cgroup') return;
    if (this.watched.get(event.cg ?? -1)?.isMain) this.main.stall.push(event.t, [event.someUs]);
  }

  #load(event: EventOf<'load'>): void {
    const phase = this.phases.findLast((each) => each.start.phase === event.level);
    if (phase) addToTally(phase.load, event);
  }

  #phaseEnd(event: EventOf<'phase-end'>): void {
    const phase = this.phases.findLast((each) => each.start.phase === event.phase);
    if (phase) phase.endMs = event.t;
  }

  #hostCpu(event: EventOf<'host-cpu'>): void {
    this.hostCpu.first ??= event;
    this.hostCpu.last = event;
    this.machine.cpu.push(event.t, [event.busyUs, event.totalUs]);
  }

  #ticks(event: EventOf<'ticks'>): void {
    this.ticks.due += event.due;
    this.ticks.late += event.late;
    this.ticks.missed += event.missed;
  }
}
