import type { EventOf, RecordingEvent } from '../../recording/events.ts';
import { BucketSeries } from './bucket-series.ts';
import { LoadSeries } from './load-series.ts';
import { type MemoryParts, partsReader } from './memory-parts.ts';
import type { ContainerSeries, PhaseSpan, RecordingSeries, Span, Watermark } from './recording-series.ts';

/** Columns of a picture: between half and all of it are used, one to two in a pixel, so that there is more to see when a part is looked at closely. */
const columns = 1600;
/** The fastest sampling that a plan allows is 100 Hz. */
const finestMs = 10;
/** A watermark file that says -1 or nonsense is no watermark. */
const isBytes = (value: number) => Number.isFinite(value) && value >= 0;

interface ContainerInProgress {
  readonly container: string;
  readonly cgroupVersion: 1 | 2;
  limitBytes: number | null;
  peakBytes: number;
  readonly series: BucketSeries;
  readonly watermarks: Watermark[];
}

/** Collects the series of one recording while its events pass by. */
export class SeriesCollector {
  readonly #containers = new Map<string, ContainerInProgress>();
  readonly #byCgroup = new Map<number, { container: ContainerInProgress; parts: (values: readonly number[]) => MemoryParts }>();
  readonly #phases: PhaseSpan[] = [];
  readonly #gaps: Span[] = [];
  readonly #load = new LoadSeries(columns);
  #fromMs: number | undefined;
  #toMs = 0;

  visit(event: RecordingEvent): void {
    if (Number.isFinite(event.t)) this.#toMs = Math.max(this.#toMs, event.t);
    if (event.kind === 'cgroup') this.#announce(event);
    else if (event.kind === 'sample') this.#sample(event);
    else if (event.kind === 'watermark') this.#watermark(event);
    else if (event.kind === 'phase-start') this.#phases.push({ phase: event.phase, fromMs: event.t, toMs: Number.NaN, offeredRate: event.offeredRate ?? null });
    else if (event.kind === 'phase-end') this.#endPhase(event);
    else if (event.kind === 'gap') this.#gaps.push({ fromMs: event.fromMs, toMs: event.toMs, reason: event.reason });
    else if (event.kind === 'load') this.#load.add(event.t, event.iterations);
  }

  result(): Omit<RecordingSeries, 'recording' | 'manifest'> {
    const containers: ContainerSeries[] = [...this.#containers.values()].map(({ series, ...container }) => ({ ...container, buckets: series.buckets() }));
    // A recording that was cut off has no end of its last phase.
    const phases = this.#phases.map((span) => (Number.isFinite(span.toMs) ? span : { ...span, toMs: this.#toMs }));
    return { fromMs: this.#fromMs ?? 0, toMs: this.#toMs, containers, phases, gaps: this.#gaps, load: this.#load.buckets() };
  }

  #announce(event: EventOf<'cgroup'>): void {
    const parts = event.role === 'workload' ? partsReader(event.columns, event.version) : undefined;
    if (parts === undefined) return;
    const { container: name, version: cgroupVersion } = event;
    const container = this.#containers.get(name) ?? this.#begin(name, cgroupVersion);
    container.limitBytes = event.limitBytes ?? container.limitBytes;
    this.#byCgroup.set(event.cg, { container, parts });
  }

  #begin(container: string, cgroupVersion: 1 | 2): ContainerInProgress {
    const begun = { container, cgroupVersion, limitBytes: null, peakBytes: 0, series: new BucketSeries(columns, finestMs), watermarks: [] };
    this.#containers.set(container, begun);
    return begun;
  }

  #sample(event: EventOf<'sample'>): void {
    const source = this.#byCgroup.get(event.cg);
    if (source === undefined) return;
    const parts = source.parts(event.v);
    source.container.series.add(event.t, parts);
    source.container.peakBytes = Math.max(source.container.peakBytes, parts.usageBytes);
    this.#fromMs ??= event.t;
  }

  #watermark(event: EventOf<'watermark'>): void {
    const source = this.#byCgroup.get(event.cg);
    if (source === undefined || !isBytes(event.bytes)) return;
    source.container.watermarks.push({ phase: event.phase, bytes: event.bytes, sinceReset: event.sinceReset });
    source.container.peakBytes = Math.max(source.container.peakBytes, event.bytes);
  }

  #endPhase(event: EventOf<'phase-end'>): void {
    const at = this.#phases.findLastIndex((span) => span.phase === event.phase);
    const span = this.#phases[at];
    if (span) this.#phases[at] = { ...span, toMs: event.t };
  }
}
