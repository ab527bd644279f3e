import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProbeRequest } from '../../../ports/probe.ts';
import type { WatchedCgroup } from '../../../ports/target.ts';
import type { Engine } from '../engine.ts';
import { columnsOf, cpuOf, type EngineStats, valuesOf } from './stats-columns.ts';

/** The engine reads every running container once a second (moby: daemon/stats/collector.go). */
const periodMs = 1000;
/** Beyond this between two readings, time was lost. */
const gapMs = 2 * periodMs + 500;

export interface StatsOf {
  readonly id: string;
  readonly cg: number;
  readonly cgroup: WatchedCgroup;
  readonly killed: () => void;
}

/** The stream of readings of one container, from before it starts until it is gone. */
export class ContainerStats {
  readonly #request: ProbeRequest;
  readonly #of: StatsOf;
  readonly #streams: Readable[] = [];
  #waiting: (() => void)[] = [];
  #announced = false;
  #lastMs: number | undefined;
  #stopped = false;
  latest: { readonly usageBytes: number; readonly peakBytes: number } | undefined;

  constructor(engine: Engine, request: ProbeRequest, of: StatsOf) {
    this.#request = request;
    this.#of = of;
    void this.#follow(engine).catch((error: Error) => this.#note(`the engine gives no readings of the container: ${error.message}`));
    void this.#hearKills(engine).catch((error: Error) => this.#note(`the engine tells nothing of kills: ${error.message}`));
  }

  /** Resolves with the next reading, or once none came for so long that time was lost: the engine sends none of a container that is not running. */
  async nextSample(): Promise<void> {
    if (this.#stopped) return;
    const next = Promise.withResolvers<void>();
    this.#waiting.push(next.resolve);
    await Promise.race([next.promise, sleep(gapMs, undefined, { ref: false })]);
  }

  stop(): void {
    this.#stopped = true;
    for (const stream of this.#streams) stream.destroy();
    this.#wake();
  }

  async #follow({ docker, info }: Engine): Promise<void> {
    const { limitBytes } = await docker
      .getContainer(this.#of.id)
      .inspect()
      .then(({ HostConfig }) => ({ limitBytes: HostConfig.Memory ?? null }));
    const stream = (await docker.getContainer(this.#of.id).stats({ stream: true })) as unknown as Readable;
    this.#lines(stream, (line) => this.#take(JSON.parse(line) as EngineStats, info.cgroupVersion, limitBytes));
    stream.once('close', () => this.#wake());
  }

  async #hearKills({ docker }: Engine): Promise<void> {
    const filters = JSON.stringify({ container: [this.#of.id], event: ['oom'] });
    this.#lines((await docker.getEvents({ filters })) as Readable, () => this.#of.killed());
  }

  #lines(stream: Readable, take: (line: string) => void): void {
    this.#streams.push(stream);
    if (this.#stopped) stream.destroy();
    stream.on('error', () => undefined);
    createInterface({ input: stream })
      .on('error', () => undefined)
      .on('line', (line) => {
        if (line.trim() !== '' && !this.#stopped) take(line);
      });
  }

  #take(stats: EngineStats, version: 1 | 2, limitBytes: number | null): void {
    const v = valuesOf(stats, version);
    if (!v) return;
    const { emit, clock } = this.#request;
    const t = clock();
    const { cg, cgroup } = this.#of;
    if (!this.#announced)
      emit({ kind: 'cgroup', t, cg, role: 'workload', container: cgroup.container, version, path: cgroup.kernelPath, limitBytes, columns: columnsOf(version) });
    this.#announced = true;
    emit({ kind: 'sample', t, cg, v });
    const cpu = cpuOf(stats);
    if (cpu) emit({ kind: 'cpu', t, cg, ...cpu });
    const failcnt = version === 1 ? stats.memory_stats?.failcnt : undefined;
    if (failcnt !== undefined) emit({ kind: 'counters', t, cg, hierarchical: { failcnt } });
    this.#punctual(t);
    const usageBytes = v[0] ?? 0;
    this.latest = { usageBytes, peakBytes: Math.max(this.latest?.peakBytes ?? 0, usageBytes) };
    this.#wake();
  }

  #punctual(t: number): void {
    const { emit } = this.#request;
    const sinceMs = this.#lastMs === undefined ? 0 : t - this.#lastMs;
    const missed = sinceMs > gapMs ? Math.round(sinceMs / periodMs) - 1 : 0;
    if (missed > 0 && this.#lastMs !== undefined) emit({ kind: 'gap', t, fromMs: this.#lastMs, toMs: t, missed, reason: 'the engine gave no reading' });
    emit({ kind: 'ticks', t, due: 1 + missed, late: missed > 0 ? 1 : 0, missed, maxLateMs: Math.max(0, sinceMs - periodMs) });
    this.#lastMs = t;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #note(text: string): void {
    if (!this.#stopped) this.#request.emit({ kind: 'note', t: this.#request.clock(), code: 'engine-stats-failed', text });
  }
}
