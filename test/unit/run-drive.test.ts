import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Plan, Variant } from '../../src/plan/plan.ts';
import type { LoadEnd, PreparedLoad } from '../../src/ports/load.ts';
import type { ProbeSession } from '../../src/ports/probe.ts';
import type { DeployedWorkload, DeployRequest, Environment, WatchedCgroup } from '../../src/ports/target.ts';
import type { EventOf, RecordingEvent } from '../../src/recording/events.ts';
import { type RecordRequest, record } from '../../src/run/record.ts';
import { HighwaterError } from '../../src/shared/errors.ts';
import { loadPlan, loadVariant } from './k6-plan.ts';

let runDir: string;
beforeEach(() => {
  runDir = mkdtempSync(join(tmpdir(), 'highwater-drive-'));
  writeFileSync(join(runDir, 'load.ts'), 'export default () => Math.random();\n');
});
afterEach(() => rmSync(runDir, { recursive: true, force: true }));

const fingerprint = {} as Environment['fingerprint'];
const cgroup = { container: 'app' } as WatchedCgroup;
const never = new Promise<never>(() => undefined);
const hour = 3_600_000;

/** Everything around one recording, each part replaceable, with hands on what happens. */
class Stage {
  readonly removed: string[] = [];
  readonly deployed = Promise.withResolvers<DeployRequest>();
  ready: Promise<void> = Promise.resolve();
  takeHeap: DeployedWorkload['takeHeap'];
  lost: HighwaterError | undefined;
  prepare: () => Promise<PreparedLoad> = async () => this.load;
  release: () => Promise<number> = async () => 0;
  readonly ended = Promise.withResolvers<LoadEnd>();
  onRemove: () => void = () => undefined;
  readonly interrupt = new AbortController();
  #kill: () => void = () => undefined;

  kill(): void {
    this.#kill();
  }

  get load(): PreparedLoad {
    const stop = async () => {
      this.removed.push('load');
      this.ended.resolve({ outcome: 'stopped', exitCode: 105, detail: undefined });
    };
    return { levels: this.levels, release: () => this.release(), ended: this.ended.promise, stop };
  }

  levels = [{ name: 'level-50', rate: 50, startMs: 0, durationMs: hour, settleMs: 0 }];

  async run(variant: Partial<Variant> = {}, plan: Partial<Plan['load']> = {}) {
    const session: ProbeSession = {
      watch: () => undefined,
      phase: () => undefined,
      settled: async () => undefined,
      onKill: (listener) => {
        this.#kill = listener;
      },
      latest: () => undefined,
      stop: async () => void this.removed.push('probe'),
    };
    const environment: Environment = {
      fingerprint,
      availableBytes: 2 ** 30,
      loadCores: undefined,
      deploy: async (request) => {
        request.watch(cgroup);
        this.deployed.resolve(request);
        const remove = async () => {
          this.removed.push('workload');
          this.onRemove();
        };
        return { url: 'http://127.0.0.1:1', ready: this.ready, lost: async () => this.lost, remove, ...(this.takeHeap && { takeHeap: this.takeHeap }) };
      },
      dispose: async () => undefined,
    };
    const request: RecordRequest = {
      plan: loadPlan({ cooldownMs: 1, ...plan }),
      variant: loadVariant({ purpose: 'search', load: 'peak', stopAtFirstKill: true, ...variant }),
      scenarioDir: runDir,
      runDir,
      runId: 'run',
      toolVersion: '0.0.0',
      environment,
      driver: { version: '2.2.0', prepare: () => this.prepare() },
      probe: { id: 'fake', start: async () => session },
      wallNow: () => new Date(0),
      signal: this.interrupt.signal,
      progress: () => undefined,
    };
    const recorded = await record(request);
    return { outcome: recorded.outcome, problem: recorded.problem, events: eventsOf(recorded.dir) };
  }
}

function eventsOf(dir: string): RecordingEvent[] {
  const lines = readFileSync(join(dir, 'events.ndjson'), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}
const notes = (events: readonly RecordingEvent[]) => events.filter((event): event is EventOf<'note'> => event.kind === 'note').map(({ code }) => code);
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('a target that was lost under the load', () => {
  const gone = new HighwaterError('target-failed', 'the cluster stopped answering');

  it('ends the recording as an error, not as a load that the limit spoilt', async () => {
    const stage = new Stage();
    stage.lost = gone;
    stage.ended.resolve({ outcome: 'script-failed', exitCode: 107, detail: 'nobody answers' });
    await expect(stage.run()).rejects.toBe(gone);
    expect(stage.removed).toContain('workload');
    expect(eventsOf(join(runDir, 'recordings', readdirSync(join(runDir, 'recordings'))[0] as string)).at(-1)).toMatchObject({ kind: 'end', outcome: 'error' });
  });

  it('takes nothing from a kill that was seen before', async () => {
    const stage = new Stage();
    stage.lost = gone;
    void stage.deployed.promise.then(() => stage.kill());
    expect(await stage.run()).toMatchObject({ outcome: 'stopped-at-kill' });
  });
});

describe('a workload that is never ready', () => {
  it('is a fact of the recording, which the caller weighs', async () => {
    const stage = new Stage();
    stage.ready = Promise.reject(new HighwaterError('workload-never-ready', 'it printed nothing'));
    expect(await stage.run()).toMatchObject({ outcome: 'never-ready', problem: { code: 'workload-never-ready' } });
    expect(stage.removed).toContain('workload');
  });

  it('is no problem of the plan once something was killed', async () => {
    const stage = new Stage();
    const ready = Promise.withResolvers<void>();
    stage.ready = ready.promise;
    void stage.deployed.promise.then(() => {
      stage.kill();
      ready.reject(new HighwaterError('workload-never-ready', 'killed at each start'));
    });
    expect(await stage.run({ stopAtFirstKill: false })).toMatchObject({ outcome: 'never-ready', problem: undefined });
  });

  it('is told from a target that failed, which is thrown', async () => {
    const stage = new Stage();
    stage.ready = Promise.reject(new HighwaterError('target-failed', 'no mount'));
    await expect(stage.run()).rejects.toMatchObject({ code: 'target-failed' });
    expect(stage.removed).toContain('workload');
  });
});

describe('a load that does not run to its end', () => {
  const neverRan = new HighwaterError('load-never-ran', 'k6 ended before the load began');

  it('because setup() threw: a load that gave up, and a problem for the caller', async () => {
    const stage = new Stage();
    stage.release = async () => {
      stage.ended.resolve({ outcome: 'script-failed', exitCode: 107, detail: 'connection refused' });
      throw neverRan;
    };
    const { outcome, problem, events } = await stage.run();
    expect([outcome, problem?.code, notes(events)]).toEqual(['load-failed', 'load-never-ran', ['load-gave-up']]);
  });

  it('because its server was killed in setup(): a kill', async () => {
    const stage = new Stage();
    stage.release = async () => {
      stage.ended.resolve({ outcome: 'script-failed', exitCode: 107, detail: 'connection reset' });
      setTimeout(() => stage.kill(), 20);
      throw neverRan;
    };
    expect(await stage.run()).toMatchObject({ outcome: 'stopped-at-kill', problem: undefined });
  });

  it('because a threshold ended it long before its level ended: given up, never completed', async () => {
    const stage = new Stage();
    stage.ended.resolve({ outcome: 'thresholds-failed', exitCode: 99, detail: 'p(95)<100' });
    const { outcome, events } = await stage.run();
    expect([outcome, notes(events)]).toEqual(['load-failed', ['load-gave-up']]);
  });

  it('because k6 was ended with the whole run: an interruption, not a lost run', async () => {
    const stage = new Stage();
    stage.ended.resolve({ outcome: 'died', exitCode: null, detail: 'k6 was killed by SIGINT' });
    setTimeout(() => stage.interrupt.abort(), 50);
    expect(await stage.run()).toMatchObject({ outcome: 'interrupted' });
  });

  it('but a threshold that is reported at the end of the last level is none of this', async () => {
    const stage = new Stage();
    stage.levels = [{ name: 'level-50', rate: 50, startMs: 0, durationMs: 900, settleMs: 0 }];
    stage.ended.resolve({ outcome: 'thresholds-failed', exitCode: 99, detail: undefined });
    expect(await stage.run()).toMatchObject({ outcome: 'completed' });
  });

  it('because k6 died: not the doing of the workload', async () => {
    const stage = new Stage();
    stage.ended.resolve({ outcome: 'died', exitCode: null, detail: 'k6 was killed by SIGKILL' });
    const { outcome, events } = await stage.run();
    expect([outcome, notes(events)]).toEqual(['load-failed', ['load-died']]);
  });
});

describe('a recording of the heap', () => {
  /** A load that has run to its end. */
  const stageWith = (takeHeap: DeployedWorkload['takeHeap']): Stage => {
    const stage = new Stage();
    stage.levels = [{ name: 'level-50', rate: 50, startMs: 0, durationMs: 900, settleMs: 0 }];
    stage.ended.resolve({ outcome: 'completed', exitCode: 0, detail: undefined });
    stage.takeHeap = takeHeap;
    return stage;
  };

  it('ends in order where a snapshot is refused, and says why', async () => {
    const { outcome, events } = await stageWith(async () => ({ refused: 'no room' })).run({ purpose: 'heap' });
    expect(outcome).toBe('completed');
    expect(events.find((event) => event.kind === 'note')).toMatchObject({ code: 'heap-not-taken', text: 'no room' });
  });

  it('refuses a target that cannot take them, and a file that is no snapshot, which is deleted', async () => {
    expect(notes((await stageWith(undefined).run({ purpose: 'heap' })).events)).toEqual(['heap-not-taken']);
    rmSync(join(runDir, 'recordings'), { recursive: true });
    const path = join(runDir, 'broken.heapsnapshot');
    writeFileSync(path, 'nothing of the kind');
    const taken = { path, fileBytes: 1, keptBytes: 0, pid: 1, program: 'node', others: 0, discard: () => rmSync(path) };
    const { events } = await stageWith(async () => taken).run({ purpose: 'heap' });
    expect(events.find((event) => event.kind === 'note')).toMatchObject({ text: expect.stringContaining('it is no heap snapshot of V8') });
    expect(readdirSync(runDir)).not.toContain('broken.heapsnapshot');
  });

  it('is over when the snapshot kills the workload, and asks nobody to go on writing', async () => {
    let asked: AbortSignal | undefined;
    const stage = stageWith((signal) => {
      asked = signal;
      setTimeout(() => stage.kill(), 20);
      return never;
    });
    expect(await stage.run({ purpose: 'heap' })).toMatchObject({ outcome: 'stopped-at-kill' });
    expect(asked?.aborted).toBe(true);
  });

  it('takes no snapshot after a load that failed', async () => {
    const stage = stageWith(() => Promise.reject(new Error('not to be asked')));
    stage.release = async () => {
      throw new HighwaterError('load-never-ran', 'k6 ended before the load began');
    };
    expect((await stage.run({ purpose: 'heap' })).outcome).toBe('load-failed');
  });
});

describe('a script without random numbers', () => {
  it('is noted, one with them is not', async () => {
    const ended = async (script: string) => {
      writeFileSync(join(runDir, 'load.ts'), script);
      const stage = new Stage();
      stage.interrupt.abort();
      return notes((await stage.run()).events);
    };
    expect(await ended('export default function () {}\n')).toEqual(['seed-without-effect']);
    rmSync(join(runDir, 'recordings'), { recursive: true });
    expect(await ended('export default () => Math.random();\n')).toEqual([]);
  });
});

describe('an end that comes early', () => {
  it('leaves no timer behind, which would keep the process alive', async () => {
    const stage = new Stage();
    const before = timers();
    stage.release = async () => {
      setTimeout(() => stage.kill(), 20);
      return 0;
    };
    expect(await stage.run()).toMatchObject({ outcome: 'stopped-at-kill' });
    expect(timers()).toBeLessThanOrEqual(before);
  });

  it('by an interruption does not wait for a setup() that hangs', async () => {
    const stage = new Stage();
    stage.release = () => {
      stage.interrupt.abort();
      return never;
    };
    expect(await stage.run()).toMatchObject({ outcome: 'interrupted' });
    expect(stage.removed).toEqual(['load', 'probe', 'workload', 'probe']);
  });

  it('stops a load that gets ready only after the interruption', async () => {
    const stage = new Stage();
    const prepared = Promise.withResolvers<PreparedLoad>();
    stage.prepare = () => {
      stage.interrupt.abort();
      setTimeout(() => prepared.resolve(stage.load), 20);
      return prepared.promise;
    };
    expect(await stage.run()).toMatchObject({ outcome: 'interrupted' });
    expect(stage.removed[0]).toBe('load');
  });

  it('does not begin a second startup when the workload is started again meanwhile', async () => {
    const stage = new Stage();
    const { promise } = stage.deployed;
    stage.release = async () => {
      setTimeout(() => stage.kill(), 20);
      return 0;
    };
    stage.onRemove = () => void promise.then((request) => request.watch(cgroup));
    const { events } = await stage.run();
    const starts = events.filter((event): event is EventOf<'phase-start'> => event.kind === 'phase-start').map(({ phase }) => phase);
    expect(starts).toEqual(['startup', 'idle', 'level-50']);
  });
});

describe('what cannot be cleaned up', () => {
  it('is a failure of the target that keeps its own words, and does not hide the first one', async () => {
    const stage = new Stage();
    stage.onRemove = () => {
      throw new Error('processes 7 do not die');
    };
    stage.release = async () => {
      stage.interrupt.abort();
      return 0;
    };
    await expect(stage.run()).rejects.toMatchObject({ code: 'target-failed', hint: 'highwater clean', message: expect.stringContaining('do not die') });
    const other = new Stage();
    other.onRemove = stage.onRemove;
    other.ready = Promise.reject(new HighwaterError('environment-missing', 'first'));
    await expect(other.run({ index: 2 })).rejects.toThrow('first');
  });
});
