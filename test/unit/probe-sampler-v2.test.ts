import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WatchedCgroup } from '../../src/ports/target.ts';
import type { SamplerBatch } from '../../src/probes/sampler/messages.ts';
import { Sampler } from '../../src/probes/sampler/sampler.ts';
import { type EventOf, eventSchema, type RecordingEvent } from '../../src/recording/events.ts';

const mebibyte = 1024 * 1024;
let root: string;
let nowMs: number;
let batches: SamplerBatch[];
let sampler: Sampler;

const eventsBelow = (kills: number, max = 0) => `low 0\nhigh 0\nmax ${max}\noom ${kills}\noom_kill ${kills}\noom_group_kill 0\n`;

function file(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

function makeCgroup(path: string, files: Record<string, string> = {}): void {
  const all = { 'cgroup.procs': '', 'memory.current': '1048576\n', 'memory.max': 'max\n', 'memory.events': eventsBelow(0), ...files };
  for (const [name, text] of Object.entries(all)) file(join(path, name), text);
}

function watched(path: string, more: Partial<WatchedCgroup> = {}): WatchedCgroup {
  const dir = join(root, 'cg', path);
  return { container: 'app', role: 'workload', version: 2, memoryDir: dir, cpuDir: undefined, pressureDir: undefined, kernelPath: `/${path}`, ...more };
}

const events = (): RecordingEvent[] => batches.flatMap((batch) => batch.events.map((event) => eventSchema.parse(event)));
const of = <K extends RecordingEvent['kind']>(kind: K) => events().filter((event): event is EventOf<K> => event.kind === kind);
const kills = () => batches.filter(({ killed }) => killed).length;

/** One tick, whose batch is handed over at once because somebody waits for it. */
function tickAfter(ms: number): void {
  nowMs += ms;
  sampler.handle({ type: 'settle', id: 1 });
  sampler.tick();
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'highwater-v2-'));
  makeCgroup('cg', { 'memory.max': '' });
  nowMs = 5000;
  batches = [];
  sampler = new Sampler(
    { hz: 10, monotonicMs: 5000, kernelLogPath: undefined, procDir: join(root, 'proc') },
    (batch) => batches.push(batch),
    () => nowMs,
  );
});
afterEach(() => {
  sampler.stop();
  rmSync(root, { recursive: true });
});

describe('samples of a v2 cgroup', () => {
  test('one value per column, -1 where the kernel has none', () => {
    makeCgroup('cg/app', { 'memory.stat': 'anon 700\nfile 300\nslab_reclaimable 5\nkernel_stack 2\n' });
    sampler.watch(watched('app'));
    tickAfter(0);
    const { columns } = of('cgroup')[0] as EventOf<'cgroup'>;
    const { v } = of('sample')[0] as EventOf<'sample'>;
    const row = Object.fromEntries(columns.map((name, index) => [name, v[index]]));
    expect(row).toMatchObject({ 'memory.current': mebibyte, 'memory.stat:anon': 700, 'memory.stat:file': 300, 'memory.stat:kernel_stack': 2 });
    expect(row).toMatchObject({ 'memory.stat:kernel': -1, 'memory.stat:pgscan': -1, 'memory.swap.current': -1 });
    expect(v).toHaveLength(columns.length);
  });

  test('a limit is bytes, `max` is none, and a change is noted', () => {
    makeCgroup('cg/app', { 'memory.max': '67108864\n' });
    makeCgroup('cg/free');
    sampler.watch(watched('app'));
    sampler.watch(watched('free'));
    expect(of('cgroup').map(({ path, limitBytes }) => [path, limitBytes])).toEqual([
      ['/app', 64 * mebibyte],
      ['/free', null],
    ]);
    tickAfter(0);
    expect(of('note').map(({ code }) => code)).not.toContain('limit-changed');
    file('cg/app/memory.max', '1048576\n');
    tickAfter(1000);
    expect(of('note').map(({ code }) => code)).toContain('limit-changed');
  });

  test('a cgroup whose files go while it is removed has not lost its limit', () => {
    makeCgroup('cg/app', { 'memory.max': '67108864\n' });
    sampler.watch(watched('app'));
    tickAfter(0);
    rmSync(join(root, 'cg/app/memory.max'));
    tickAfter(1000);
    expect(of('note').map(({ code }) => code)).not.toContain('limit-changed');
  });

  test('a cgroup that is not there is a note, not an error', () => {
    sampler.watch(watched('nowhere'));
    tickAfter(0);
    expect(of('note').map(({ code }) => code)).toContain('cgroup-unreadable');
    expect(of('sample')).toEqual([]);
  });

  test('the same cgroup is watched once', () => {
    makeCgroup('cg/app');
    sampler.watch(watched('app'));
    sampler.watch(watched('app'));
    expect(of('cgroup')).toHaveLength(1);
  });
});

describe('counters', () => {
  test('are written first, at each change, and last', () => {
    makeCgroup('cg/app', { 'memory.events.local': eventsBelow(0) });
    sampler.watch(watched('app'));
    tickAfter(0);
    tickAfter(100);
    expect(of('counters')).toHaveLength(1);
    file('cg/app/memory.events', eventsBelow(0, 3));
    tickAfter(100);
    tickAfter(100);
    expect(of('counters').map(({ hierarchical }) => hierarchical.max)).toEqual([0, 3]);
    sampler.stop();
    expect(of('counters')).toHaveLength(3);
    expect(of('counters')[2]).toMatchObject({ hierarchical: { max: 3, oom_kill: 0 }, local: { oom_kill: 0 } });
  });

  test('without memory.events.local (before 5.3) there is no local part', () => {
    makeCgroup('cg/app');
    sampler.watch(watched('app'));
    expect(of('counters')[0]).not.toHaveProperty('local');
  });

  test('a rise of oom_kill is a kill, a rise of max or a kill from before is not', () => {
    makeCgroup('cg/app', { 'memory.events': eventsBelow(2) });
    sampler.watch(watched('app'));
    tickAfter(0);
    file('cg/app/memory.events', eventsBelow(2, 50));
    tickAfter(100);
    expect(kills()).toBe(0);
    file('cg/app/memory.events', eventsBelow(3, 50));
    tickAfter(100);
    tickAfter(100);
    expect(kills()).toBe(1);
  });

  test('the kill of a removed container is seen in its pod; a stranger’s kill further up is only written down', () => {
    makeCgroup('cg/pods', { 'memory.max': '200000000\n' });
    makeCgroup('cg/pods/pod', { 'memory.max': '100000000\n' });
    makeCgroup('cg/pods/pod/app');
    sampler.watch(watched('pods/pod/app'));
    tickAfter(0);
    file('cg/pods/memory.events', eventsBelow(1));
    tickAfter(100);
    expect(kills()).toBe(0);
    expect(of('counters').at(-1)).toMatchObject({ hierarchical: { oom_kill: 1 } });
    file('cg/pods/pod/memory.events', eventsBelow(1));
    tickAfter(100);
    expect(kills()).toBe(1);
  });
});

describe('the hierarchy', () => {
  test('ancestors with a limit are announced and sampled once a second, others are not', () => {
    makeCgroup('cg/pods');
    makeCgroup('cg/pods/pod', { 'memory.max': '100000000\n' });
    makeCgroup('cg/pods/pod/app');
    sampler.watch(watched('pods/pod/app'));
    expect(of('cgroup').map(({ role, path }) => [role, path])).toEqual([
      ['workload', '/pods/pod/app'],
      ['ancestor', '/pods/pod'],
    ]);
    for (let tick = 0; tick < 20; tick++) tickAfter(tick === 0 ? 0 : 100);
    expect(of('sample').filter(({ cg }) => cg === 1)).toHaveLength(20);
    expect(of('sample').filter(({ cg }) => cg === 2)).toHaveLength(2);
  });

  test('a child is found soon and sampled', () => {
    makeCgroup('cg/app');
    sampler.watch(watched('app'));
    tickAfter(0);
    makeCgroup('cg/app/kid');
    tickAfter(200);
    tickAfter(100);
    expect(of('cgroup').at(-1)).toMatchObject({ role: 'child', path: '/app/kid', container: 'app' });
    expect(of('sample').filter(({ cg }) => cg === 2)).toHaveLength(1);
    expect(of('cgroup-gone')).toEqual([]);
  });

  test('kills that a late-found child already counts rose under watch', () => {
    makeCgroup('cg/app');
    sampler.watch(watched('app'));
    tickAfter(0);
    makeCgroup('cg/app/kid', { 'memory.events': eventsBelow(1) });
    tickAfter(200);
    tickAfter(100);
    expect(kills()).toBe(1);
  });
});

describe('batches', () => {
  test('are handed over some times a second, at once when something was killed', () => {
    makeCgroup('cg/app');
    sampler.watch(watched('app'));
    tickAfter(0);
    const before = batches.length;
    nowMs += 100;
    sampler.tick();
    expect(batches).toHaveLength(before);
    file('cg/app/memory.events', eventsBelow(1));
    nowMs += 50;
    sampler.tick();
    expect(batches).toHaveLength(before);
    nowMs += 50;
    sampler.tick();
    expect(batches.at(-1)).toMatchObject({ killed: true });
    expect(of('sample')).toHaveLength(3);
  });
});

describe('the watermark', () => {
  test('absent before 5.19: a note and no record', () => {
    makeCgroup('cg/app');
    sampler.watch(watched('app'));
    sampler.phase('startup');
    sampler.phase('idle');
    expect(of('note').map(({ code }) => code)).toContain('watermark-absent');
    expect(of('watermark')).toEqual([]);
  });

  test('not writable before 6.12: one note, and records of everything since the beginning', () => {
    makeCgroup('cg/app', { 'memory.peak': '5000000\n' });
    chmodSync(join(root, 'cg/app/memory.peak'), 0o444);
    sampler.watch(watched('app'));
    sampler.phase('startup');
    sampler.phase('idle');
    sampler.stop();
    expect(of('note').filter(({ code }) => code === 'watermark-not-resettable')).toHaveLength(1);
    expect(of('watermark').map(({ phase, bytes, sinceReset }) => [phase, bytes, sinceReset])).toEqual([
      ['startup', 5000000, false],
      ['idle', 5000000, false],
    ]);
  });
});

describe('holders', () => {
  test('are asked for at each phase end, and once when usage passes 90 % of the limit', () => {
    makeCgroup('cg/app', { 'memory.max': '100000000\n', 'memory.current': '89000000\n' });
    sampler.watch(watched('app'));
    tickAfter(0);
    const asked = () => batches.flatMap(({ holders }) => holders.map(({ reason }) => reason));
    expect(asked()).toEqual([]);
    file('cg/app/memory.current', '91000000\n');
    tickAfter(100);
    tickAfter(100);
    expect(asked()).toEqual(['near-limit']);
    sampler.phase('startup');
    sampler.phase('idle');
    expect(asked()).toEqual(['near-limit', 'phase-end']);
  });

  test('at most every five seconds near the limit, and against the nearest limit above too', () => {
    makeCgroup('cg/pod', { 'memory.max': '100000000\n' });
    makeCgroup('cg/pod/app', { 'memory.current': '95000000\n' });
    sampler.watch(watched('pod/app'));
    const asked = () => batches.flatMap(({ holders }) => holders).length;
    tickAfter(0);
    file('cg/pod/app/memory.current', '10\n');
    tickAfter(100);
    file('cg/pod/app/memory.current', '95000000\n');
    tickAfter(100);
    expect(asked()).toBe(1);
    tickAfter(5000);
    expect(asked()).toBe(2);
  });
});

describe('punctuality', () => {
  test('missed ticks leave a gap with its reason, punctual ones none', () => {
    makeCgroup('cg/app');
    sampler.watch(watched('app'));
    for (let tick = 0; tick < 5; tick++) tickAfter(tick === 0 ? 0 : 100);
    expect(of('gap')).toEqual([]);
    tickAfter(450);
    expect(of('gap')).toEqual([{ kind: 'gap', t: 850, fromMs: 400, toMs: 850, missed: 3, reason: expect.stringContaining('350 ms') }]);
    sampler.stop();
    const sum = (key: 'due' | 'missed') => of('ticks').reduce((total, event) => total + event[key], 0);
    expect(sum('due')).toBe(of('sample').length + sum('missed'));
  });

  test('without PSI one note is written', () => {
    makeCgroup('cg/app');
    sampler.watch(watched('app'));
    tickAfter(0);
    expect(of('note').filter(({ code }) => code === 'psi-unavailable')).toHaveLength(1);
    expect(of('pressure')).toEqual([]);
  });
});
