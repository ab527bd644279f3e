import type { Discovery } from './discovery.ts';
import { HostFacts } from './host-facts.ts';
import { allocateReadBuffer } from './kernel-file.ts';
import { LogWatch } from './log-watch.ts';
import type { SamplerBatch, SamplerCommand, SamplerOptions } from './messages.ts';
import { Outbox } from './outbox.ts';
import { PhaseWatermarks } from './phase-watermarks.ts';
import { TickReader } from './tick.ts';
import { type TakenTick, TickSchedule } from './tick-schedule.ts';
import { WatchList } from './watch-list.ts';
import type { WatchedSpec } from './watched-cgroup.ts';

const second = 1000;
/** What need not happen at every tick: handing batches over, a look for new children, and the kernel log, which stamps its records itself. */
const unhurriedMs = 200;

/** performance.now() reads the same clock from another zero (uv_hrtime both), and makes no BigInt at each of several looks a tick. */
const performanceZeroMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Monotonic clock of the machine in milliseconds, the same in every thread and process. */
export function monotonicNowMs(): number {
  return performanceZeroMs + performance.now();
}

/** Reads cgroups on an absolute schedule and hands batches over, at once when a kill is in them. Knows nothing of threads: it runs wherever it is started. */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #nowMs: () => number;
  readonly #outbox: Outbox;
  readonly #watermarks = new PhaseWatermarks();
  readonly #list: WatchList;
  readonly #host: HostFacts;
  readonly #log: LogWatch;
  readonly #reader: TickReader;
  readonly #schedule: TickSchedule;
  readonly #discovery: Discovery | undefined;
  #timer: NodeJS.Timeout | undefined;
  #nextSecondMs: number;
  #nextUnhurriedMs: number;
  #lastTickMs: number;
  #lastWorkMs = 0;
  #settling: number[] = [];
  #stopped = false;

  /** Opens the kernel log at once, so that nothing is lost between construction and the first tick. */
  constructor(options: SamplerOptions, emit: (batch: SamplerBatch) => void, monotonicNow: () => number = monotonicNowMs, discovery?: Discovery) {
    this.#options = options;
    this.#discovery = discovery;
    this.#nowMs = () => monotonicNow() - options.monotonicMs;
    const startMs = this.#nowMs();
    const buffer = allocateReadBuffer();
    this.#outbox = new Outbox(emit);
    this.#list = new WatchList(this.#outbox, this.#watermarks, buffer, options.firstCg);
    this.#host = new HostFacts(options.procDir, buffer);
    if (!this.#host.hasPressure) this.#outbox.note(startMs, 'psi-unavailable', `${options.procDir}/pressure is missing: stall cannot be judged`);
    this.#log = new LogWatch(options, this.#outbox, startMs);
    this.#reader = new TickReader(this.#list, this.#host, this.#outbox);
    this.#schedule = new TickSchedule(options.hz, this.#nowMs());
    this.#nextSecondMs = startMs;
    this.#nextUnhurriedMs = startMs;
    this.#lastTickMs = startMs;
  }

  /** Ticks until stopped. */
  start(): void {
    this.#outbox.flush();
    this.#arm();
  }

  handle(command: SamplerCommand): void {
    if (command.type === 'watch') this.watch(command.cgroup);
    else if (command.type === 'phase') this.phase(command.name);
    else if (command.type === 'settle') this.#settling.push(command.id);
    else this.stop();
  }

  watch(cgroup: WatchedSpec): void {
    this.#list.watch(cgroup, this.#nowMs());
    this.#outbox.flush();
  }

  /** Looks for cgroups and kills at once, between ticks: what lives for less than a period is not missed. */
  look(): void {
    const t = this.#nowMs();
    this.#reader.counters(t);
    this.#discovery?.look(this.#list, t);
    if (this.#outbox.urgent) this.#outbox.flush();
  }

  /** Ends the running phase and begins the named one. */
  phase(name: string): void {
    this.#endPhase(this.#nowMs());
    this.#watermarks.begin(name, this.#list.all);
    this.#outbox.flush();
  }

  /** Takes the tick that is due; nothing when none is. */
  tick(): void {
    const t = this.#nowMs();
    const taken = this.#schedule.take(t);
    if (!taken) return;
    if (taken.missed > 0) this.#writeGap(taken, t);
    this.#lastTickMs = t;
    this.#discovery?.look(this.#list, t);
    this.#reader.fast(t);
    this.#readSlowly(t);
    this.#outbox.settle(this.#settling);
    this.#settling = [];
    this.#lastWorkMs = this.#nowMs() - t;
    if (t >= this.#nextUnhurriedMs || this.#outbox.urgent) this.#outbox.flush();
    if (t >= this.#nextUnhurriedMs) this.#nextUnhurriedMs = nextAfter(t, this.#nextUnhurriedMs, unhurriedMs);
  }

  /** Writes what is final, closes every descriptor and emits the last batch. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    clearTimeout(this.#timer);
    const t = this.#nowMs();
    this.#reader.counters(t);
    for (const watched of this.#list.all) this.#outbox.put(watched.countersEvent(t));
    this.#endPhase(t);
    this.#log.end(t);
    this.#writeTicks(t);
    for (const watched of this.#list.all) watched.close();
    this.#host.close();
    this.#outbox.settle(this.#settling);
    this.#outbox.flush(true);
  }

  #arm(): void {
    this.#timer = setTimeout(
      () => {
        this.tick();
        if (!this.#stopped) this.#arm();
      },
      // Timers cut a fraction off: one that came early by it would find no tick due and cost a second wake-up.
      Math.max(0, Math.ceil(this.#schedule.nextDueMs - this.#nowMs())),
    );
  }

  #readSlowly(t: number): void {
    const unhurried = t >= this.#nextUnhurriedMs;
    if (unhurried) this.#reader.children(t);
    // After a kill at once: its lines are in the log already.
    if (unhurried || this.#outbox.killed) this.#log.poll(t);
    if (t < this.#nextSecondMs) return;
    this.#reader.slow(t);
    this.#writeTicks(t);
    this.#nextSecondMs = nextAfter(t, this.#nextSecondMs, second);
  }

  #endPhase(t: number): void {
    if (this.#watermarks.phase === undefined) return;
    for (const watched of this.#list.all) this.#outbox.put(...this.#watermarks.record(watched, t));
    for (const { cg, spec } of this.#list.workloads) this.#outbox.askHolders({ cg, reason: 'phase-end', dir: spec.memoryDir });
  }

  #writeTicks(t: number): void {
    const punctuality = this.#schedule.drain();
    if (punctuality) this.#outbox.put({ kind: 'ticks', t, ...punctuality });
  }

  #writeGap({ lateMs, missed }: TakenTick, t: number): void {
    const reason =
      this.#lastWorkMs > second / this.#options.hz
        ? `reading took ${this.#lastWorkMs.toFixed(0)} ms`
        : `the sampler was not scheduled for ${lateMs.toFixed(0)} ms after the tick was due`;
    this.#outbox.put({ kind: 'gap', t, fromMs: this.#lastTickMs, toMs: t, missed, reason });
  }
}

/** The first time of a fixed rhythm that lies after `t`. */
function nextAfter(t: number, dueMs: number, everyMs: number): number {
  return dueMs + everyMs * (1 + Math.floor((t - dueMs) / everyMs));
}
