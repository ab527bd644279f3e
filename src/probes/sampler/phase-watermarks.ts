import type { RecordingEvent } from '../../recording/events.ts';
import type { Watched } from './watched-cgroup.ts';

/**
 * Charges are batched 64 pages per CPU, so a cgroup without history can show a peak this far above its usage. [mm/memcontrol.c, MEMCG_CHARGE_BATCH]
 */
const noHistoryBytes = 1024 * 1024;

/** Keeps, for each cgroup, whether its watermark covers the running phase alone. */
export class PhaseWatermarks {
  phase: string | undefined;
  readonly #coversPhase = new Map<number, boolean>();

  /** A cgroup that comes without history and can be reset has a watermark of its own from the beginning. */
  firstSight(watched: Watched): void {
    this.#coversPhase.set(watched.cg, watched.watermark?.resettable === true && watched.peakBytes <= watched.usageBytes + noHistoryBytes);
  }

  /** The record of the phase that runs, none before the first phase or where the kernel keeps no watermark. */
  record(watched: Watched, t: number): RecordingEvent[] {
    const bytes = watched.readPeak();
    if (this.phase === undefined || bytes < 0) return [];
    return [{ kind: 'watermark', t, cg: watched.cg, phase: this.phase, bytes, sinceReset: this.#coversPhase.get(watched.cg) ?? false }];
  }

  /** Begins the next phase. What came before the first phase counts to it, so that no peak is lost. */
  begin(phase: string, all: Iterable<Watched>): void {
    if (this.phase !== undefined) for (const watched of all) this.#coversPhase.set(watched.cg, watched.resetPeak());
    this.phase = phase;
  }
}
