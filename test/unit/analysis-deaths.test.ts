import { describe, expect, it } from 'vitest';
import type { EventOf, RecordingEvent } from '../../src/recording/events.ts';
import { syntheticEvents } from '../../src/recording/synth.ts';
import { killedLine, killLines, ownPath, podPath } from '../../src/recording/synth-deaths.ts';
import type { SyntheticKill, SyntheticSpec } from '../../src/recording/synth-spec.ts';
import { analysisOf, deathsOf } from '../synthetic/facts-of.ts';
import { ladderSpec } from '../synthetic/specs.ts';

const versions = [1, 2] as const;
const logs = ['heard', 'denied'] as const;
const everywhere = versions.flatMap((cgroupVersion) => logs.map((kernelLog) => ({ cgroupVersion, kernelLog })));
const killed = (what: SyntheticKill, how: Partial<SyntheticSpec>, atMs = 12_000) => analysisOf(ladderSpec({ ...how, kills: [{ atMs, what }] }));

/** A recording in which nothing dies, to put hand-made evidence into. */
function calm(
  extra: readonly RecordingEvent[],
  drop: (event: RecordingEvent) => boolean = () => false,
  spec = ladderSpec({ cgroupVersion: 1 }),
): ReturnType<typeof deathsOf> {
  return deathsOf([...syntheticEvents(spec)].filter((event) => !drop(event)).concat(extra), spec);
}

const v1Counters = (t: number, kills: number): EventOf<'counters'> => ({
  kind: 'counters',
  t,
  cg: 0,
  hierarchical: { failcnt: kills, oom_kill: kills, under_oom: 0 },
});
const line = (seq: number, kernelMs: number, text: string): EventOf<'kernel-line'> => ({ kind: 'kernel-line', t: kernelMs + 2, seq, kernelMs, line: text });
const exited = (t: number, how: Partial<EventOf<'instance'>>): EventOf<'instance'> => ({
  kind: 'instance',
  t,
  container: 'app',
  state: 'exited',
  restart: 0,
  pid: 1000,
  ...how,
});
const isCounter = (event: RecordingEvent) => event.kind === 'counters';
const isLog = (event: RecordingEvent) => event.kind === 'kernel-log';

describe.each(everywhere)('on cgroup v$cgroupVersion with the kernel log $kernelLog', (how) => {
  it('a killed main process is one kill, with its exit', () => {
    const { kills, deaths, restarts } = killed('main', how);
    expect(deaths).toEqual(kills);
    expect(kills).toMatchObject([{ class: 'main-process', mainProcess: true, pid: 1000, limitOwner: ownPath, phase: expect.stringContaining('level-') }]);
    expect(kills[0]?.evidence.map(({ source }) => source).sort()).toEqual(how.kernelLog === 'heard' ? ['counter', 'exit', 'kernel-log'] : ['counter', 'exit']);
    expect(restarts).toBe(1);
  });

  it('a killed child is a kill of a child while the parent lives on', () => {
    const { kills, restarts } = killed('child', how);
    expect(kills).toMatchObject([{ class: 'child-process', mainProcess: false, limitOwner: ownPath }]);
    expect(restarts).toBe(0);
  });

  it('a kill before ready is a startup kill', () => {
    expect(killed('startup', how, 1000).kills).toMatchObject([{ class: 'startup', mainProcess: true, phase: 'startup' }]);
  });

  it('a kill by the limit of the parent is told apart', () => {
    expect(killed('ancestor', how).kills).toMatchObject([{ class: 'ancestor-limit', mainProcess: true, limitOwner: podPath }]);
  });

  it('several kills are several deaths, children and main process apart', () => {
    const kills = [9000, 12_000, 12_400, 20_000].map((atMs, index) => ({ atMs, what: index === 2 ? ('main' as const) : ('child' as const) }));
    const found = analysisOf(ladderSpec({ ...how, kills })).kills;
    expect(found.map((kill) => kill.mainProcess).sort()).toEqual([false, false, false, true]);
  });

  it('an exit 137 by itself is no kill, because the counter was read afterwards', () => {
    const { deaths, kills } = killed('exit-137', how);
    expect(kills).toEqual([]);
    expect(deaths).toMatchObject([{ class: 'exit-137-not-oom', mainProcess: true, confidence: 'certain' }]);
  });

  it('with unreadable counters an exit 137 is suspected, unless the kernel log was heard', () => {
    const { kills, deaths } = killed('exit-137', { ...how, countersReadable: false });
    expect(deaths[0]?.class).toBe(how.kernelLog === 'heard' ? 'exit-137-not-oom' : 'suspected');
    expect(kills.length).toBe(how.kernelLog === 'heard' ? 0 : 1);
  });

  it('a stop by us is no death', () => {
    expect(analysisOf(ladderSpec(how)).deaths).toEqual([]);
    expect(calm([exited(90_000, { signal: 'SIGKILL', exitCode: null })], undefined, ladderSpec(how))).toEqual([]);
  });
});

describe.each(logs)('group kill on v2 with the kernel log %s', (kernelLog) => {
  it('is one kill of the container', () => {
    const { kills } = killed('group', { cgroupVersion: 2, kernelLog });
    expect(kills).toMatchObject([{ class: 'main-process', mainProcess: true, pid: 1000 }]);
    expect(kills[0]?.evidence.filter(({ source }) => source === 'kernel-log').length).toBe(kernelLog === 'heard' ? 4 : 0);
  });

  it('is one kill too when the counter was read in its middle, or counted a victim twice', () => {
    const spec = ladderSpec({ cgroupVersion: 2, kernelLog, kills: [{ atMs: 12_000, what: 'group' }] });
    const events = [...syntheticEvents(spec)].flatMap((event): RecordingEvent[] => {
      if (event.kind !== 'counters' || event.cg !== 0 || event.t < 12_000) return [event];
      const twice = { ...event, hierarchical: { ...event.hierarchical, oom_kill: 5 } };
      return event.t > 13_000 ? [twice] : [{ ...event, t: 12_010, hierarchical: { ...event.hierarchical, oom_kill: 1, oom_group_kill: 0 } }, twice];
    });
    expect(deathsOf(events, spec)).toMatchObject([{ class: 'main-process' }]);
  });

  it('is one kill too when the group was counted first and a victim that was still dying once more', () => {
    const spec = ladderSpec({ cgroupVersion: 2, kernelLog, kills: [{ atMs: 12_000, what: 'group' }] });
    const counted = (event: EventOf<'counters'>, t: number, oom_kill: number): EventOf<'counters'> => {
      const values = { ...event.hierarchical, oom_kill, oom_group_kill: 1 };
      return { ...event, t, hierarchical: values, local: values };
    };
    const events = [...syntheticEvents(spec)].flatMap((event): RecordingEvent[] => {
      if (event.kind !== 'counters' || event.cg !== 0 || event.t < 12_000) return [event];
      return event.t > 13_000 ? [counted(event, event.t, 5)] : [counted(event, 12_040, 4), counted(event, 12_120, 5)];
    });
    expect(deathsOf(events, spec)).toMatchObject([{ class: 'main-process' }]);
  });
});

describe('the kernel log', () => {
  it('counts 25 kills in 1.3 s although only 10 lines name the cgroup', () => {
    const events: RecordingEvent[] = [];
    for (let kill = 0; kill < 25; kill++) {
      const atMs = 12_000 + kill * 52;
      const [context, victim] = killLines(7000 + kill, 'worker', ownPath, ownPath);
      if (kill < 10) events.push(line(2 * kill, atMs, context));
      events.push(line(2 * kill + 1, atMs, victim), v1Counters(atMs + 30, kill + 1));
    }
    const deaths = calm(events, (event) => isCounter(event) && event.t > 0);
    expect(deaths.length).toBe(25);
    expect(deaths.every((death) => death.class === 'child-process' && !death.mainProcess)).toBe(true);
    expect(new Set(deaths.map((death) => death.pid)).size).toBe(25);
    expect(deaths.filter((death) => death.confidence === 'certain').length).toBe(10);
  });

  it('ignores kills of others, named or not', () => {
    const [foreign, victim] = killLines(77, 'neighbour', '/other', '/other');
    const prefix = killLines(79, 'neighbour', `${ownPath}-2`, `${ownPath}-2`);
    expect(
      calm([
        line(0, 12_000, foreign),
        line(1, 12_000, victim),
        line(2, 30_000, killedLine(78, 'neighbour')),
        line(3, 31_000, prefix[0]),
        line(4, 31_000, prefix[1]),
      ]),
    ).toEqual([]);
  });

  it('recognises a nameless victim by a pid of ours', () => {
    expect(calm([line(0, 12_000, killedLine(1000, 'server'))])).toMatchObject([{ mainProcess: true, class: 'main-process', confidence: 'certain' }]);
  });

  it('does not count one step of ours for a foreign kill at the same time', () => {
    const [context, victim] = killLines(5000, 'worker', ownPath, ownPath);
    const events = [
      line(0, 12_000, context),
      line(1, 12_000, victim),
      line(2, 12_001, killedLine(78, 'neighbour')),
      v1Counters(12_030, 1),
      v1Counters(90_000, 1),
    ];
    expect(calm(events, (event) => isCounter(event) && event.t > 0)).toMatchObject([{ pid: 5000 }]);
  });

  it('of a machine out of memory gives global kills', () => {
    const context = `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=${ownPath},task=server,pid=1000,uid=0`;
    const victim = killedLine(1000, 'server').replace('Memory cgroup out', 'Out');
    expect(calm([line(0, 12_000, context), line(1, 12_000, victim)])).toMatchObject([{ class: 'global-oom', limitOwner: null }]);
  });

  it('does not hide a kill that only the counter saw', () => {
    expect(calm([v1Counters(12_030, 1), v1Counters(90_000, 1)], (event) => isCounter(event) && event.t > 0)).toMatchObject([
      { class: 'child-process', confidence: 'probable' },
    ]);
  });
});

describe('counters', () => {
  it('of child cgroups count on v1, where a kill shows nowhere else', () => {
    const child: EventOf<'cgroup'> = {
      kind: 'cgroup',
      t: 1,
      cg: 9,
      role: 'child',
      container: 'app',
      version: 1,
      path: `${ownPath}/jobs`,
      limitBytes: null,
      columns: [],
    };
    expect(calm([child, { ...v1Counters(12_000, 1), cg: 9 }], isLog)).toMatchObject([
      { class: 'child-process', evidence: [{ text: expect.stringContaining(`${ownPath}/jobs`) }] },
    ]);
  });

  it('on v2 with nobody at the limit mean that the machine was short', () => {
    const counters = (t: number, kills: number): EventOf<'counters'> => {
      const values = { low: 0, high: 0, max: 0, oom: 0, oom_kill: kills, oom_group_kill: 0 };
      return { kind: 'counters', t, cg: 0, hierarchical: values, local: values };
    };
    const deaths = calm([counters(12_000, 1), counters(90_000, 1)], (event) => isLog(event) || (isCounter(event) && event.t > 0), ladderSpec());
    expect(deaths).toMatchObject([{ class: 'global-oom', confidence: 'probable' }]);
  });
});

describe('exits', () => {
  it('need a counter of their own cgroup, not of the one of the next start', () => {
    const next: EventOf<'cgroup'> = {
      kind: 'cgroup',
      t: 13_000,
      cg: 5,
      role: 'workload',
      container: 'app',
      version: 1,
      path: '/synthetic/pod/app-2',
      limitBytes: null,
      columns: [],
    };
    const evidence = [exited(12_000, { signal: 'SIGKILL', exitCode: null }), next, { ...v1Counters(80_000, 0), cg: 5 }];
    const onlyBefore = (event: RecordingEvent) => isLog(event) || (isCounter(event) && event.t > 0);
    expect(calm(evidence, onlyBefore)).toMatchObject([{ class: 'suspected' }]);
    expect(calm([...evidence, v1Counters(80_000, 0)], onlyBefore)).toMatchObject([{ class: 'exit-137-not-oom' }]);
  });

  it('are not cleared by a kernel log that was overrun', () => {
    const exit = exited(12_000, { exitCode: 137, signal: null });
    const overrun: RecordingEvent = { kind: 'kernel-log', t: 5000, state: 'overrun' };
    expect(calm([exit], isCounter)).toMatchObject([{ class: 'exit-137-not-oom', evidence: [{ source: 'exit' }, { source: 'kernel-log' }] }]);
    expect(calm([exit, overrun], isCounter)).toMatchObject([{ class: 'suspected' }]);
  });

  it('are cleared by the counter of a parent that covers its subtree', () => {
    const exit = exited(12_000, { exitCode: 137, signal: null });
    const spec = ladderSpec({ cgroupVersion: 2 });
    expect(calm([exit], (event) => isLog(event) || (isCounter(event) && (event as EventOf<'counters'>).cg === 0), spec)).toMatchObject([
      { class: 'exit-137-not-oom' },
    ]);
  });

  it('with another code are plain exits', () => {
    expect(calm([exited(12_000, { exitCode: 1, signal: null })])).toMatchObject([{ class: 'exit', mainProcess: true }]);
  });
});
