import type { RecordingEvent } from '../../../recording/events.ts';

interface Known {
  readonly container: string;
  usageBytes: number;
  gone: boolean;
}

/** Newest usage of each watched container, and its highest, for the progress line: only the sized container's may be read against the limit. */
export class Usage {
  readonly #known = new Map<number, Known>();
  readonly #peaks = new Map<string, number>();

  take(event: RecordingEvent): void {
    if (event.kind === 'cgroup' && event.role === 'workload') this.#known.set(event.cg, { container: event.container, usageBytes: 0, gone: false });
    else if (event.kind === 'cgroup-gone') {
      const known = this.#known.get(event.cg);
      if (known) known.gone = true;
    } else if (event.kind === 'sample') this.#sampled(event.cg, Math.max(0, event.v[0] ?? 0));
  }

  /** Of one container, whichever of its starts is the newest. */
  of(container: string): { readonly usageBytes: number; readonly peakBytes: number } | undefined {
    const newest = [...this.#known.values()].findLast((known) => known.container === container && !known.gone);
    return newest && { usageBytes: newest.usageBytes, peakBytes: this.#peaks.get(container) ?? 0 };
  }

  #sampled(cg: number, bytes: number): void {
    const known = this.#known.get(cg);
    if (!known) return;
    known.usageBytes = bytes;
    this.#peaks.set(known.container, Math.max(bytes, this.#peaks.get(known.container) ?? 0));
  }
}
