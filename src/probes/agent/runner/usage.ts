import type { RecordingEvent } from '../../../recording/events.ts';

/** Newest usage of all watched containers together, and its highest, for the progress line. */
export class Usage {
  readonly #bytes = new Map<number, number>();
  #peakBytes = 0;

  take(event: RecordingEvent): void {
    if (event.kind === 'cgroup' && event.role === 'workload') this.#bytes.set(event.cg, 0);
    else if (event.kind === 'cgroup-gone') this.#bytes.delete(event.cg);
    else if (event.kind === 'sample' && this.#bytes.has(event.cg)) {
      this.#bytes.set(event.cg, Math.max(0, event.v[0] ?? 0));
      this.#peakBytes = Math.max(this.#peakBytes, this.#sum());
    }
  }

  get latest(): { readonly usageBytes: number; readonly peakBytes: number } | undefined {
    return this.#bytes.size === 0 ? undefined : { usageBytes: this.#sum(), peakBytes: this.#peakBytes };
  }

  #sum(): number {
    let sum = 0;
    for (const bytes of this.#bytes.values()) sum += bytes;
    return sum;
  }
}
