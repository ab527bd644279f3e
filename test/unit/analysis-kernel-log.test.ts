import { describe, expect, it } from 'vitest';
import { kernelKills } from '../../src/analysis/deaths/kernel-kills.ts';
import { parseKernelLine } from '../../src/analysis/deaths/kernel-log.ts';
import { killedLine, killLines } from '../../src/recording/synth-deaths.ts';

const logged = (lines: readonly (readonly [ms: number, line: string])[]) =>
  kernelKills(lines.map(([kernelMs, line], seq) => ({ kind: 'kernel-line', t: kernelMs + 5, seq, kernelMs, line })));

describe('parseKernelLine', () => {
  it('reads an oom-kill line from the right: lists and names may hold commas', () => {
    const line =
      '4,1234,567890,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=0,2-3,cpuset=a,mems_allowed=0,2-3,oom_memcg=/kubepods/pod1,task_memcg=/kubepods/pod1/c,d,task=we,ird=1,pid=42,uid=0';
    expect(parseKernelLine(line)).toEqual({ type: 'context', oomPath: '/kubepods/pod1', taskPath: '/kubepods/pod1/c,d', global: false, pid: 42 });
  });

  it('tells a global kill by global_oom, whatever the constraint says', () => {
    const line = (what: string) => `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,${what},task_memcg=/x,task=java,pid=7,uid=1000`;
    expect(parseKernelLine(line('global_oom'))).toMatchObject({ global: true, oomPath: null, taskPath: '/x' });
    expect(parseKernelLine(line('oom_memcg=/x'))).toMatchObject({ global: false, oomPath: '/x' });
  });

  it.each([
    [
      'Memory cgroup out of memory: Killed process 42 (node) total-vm:1kB, anon-rss:1kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:1kB oom_score_adj:0',
      'node',
      false,
      1024,
    ],
    ['Out of memory: Killed process 42 (a (b) c) total-vm:1kB, anon-rss:1kB, file-rss:0kB', 'a (b) c', true, null],
    ['Out of memory (oom_kill_allocating_task): Killed process 42 (x) total-vm:1kB, anon-rss:1kB', 'x', true, null],
    ['Killed process 42 (mysqld), UID 27, total-vm:1kB, anon-rss:1kB, file-rss:0kB', 'mysqld', null, null],
  ])('reads %s', (line, comm, global, heldBytes) => {
    expect(parseKernelLine(line)).toEqual({ type: 'killed', pid: 42, comm, heldBytes, global });
  });

  it('reads the forms of 4.20 and of group kill, and nothing else', () => {
    expect(parseKernelLine('Task in /a/b killed as a result of limit of /a')).toMatchObject({ taskPath: '/a/b', oomPath: '/a', pid: null });
    expect(parseKernelLine('Tasks in /a are going to be killed due to memory.oom.group set')).toEqual({ type: 'group', path: '/a' });
    for (const line of [
      'node invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
      'OOM victim 42 (node) is already exiting. Skip killing the task',
      'oom_reaper: reaped process 42 (node), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB',
      'Memory cgroup out of memory: Kill process 42 (node) score 900 or sacrifice child',
      'memory: usage 65536kB, limit 65536kB, failcnt 9',
    ])
      expect(parseKernelLine(line), line).toBeUndefined();
  });
});

describe('kernelKills', () => {
  it('joins a kill with the line that names its cgroup', () => {
    const [context, killed] = killLines(42, 'node', '/pod', '/pod/c');
    expect(
      logged([
        [10, context],
        [10.1, killed],
      ]),
    ).toMatchObject([{ oomPath: '/pod', taskPath: '/pod/c', global: false, victims: [{ pid: 42, comm: 'node' }] }]);
  });

  it("shows a victim in the kernel's words, without the prefix of the log device", () => {
    const victim = killedLine(42, 'node');
    expect(logged([[10, `3,505,104005333,-;${victim}`]])[0]?.victims[0]?.line).toBe(victim);
  });

  it('does not lend the name of another kill to one whose own line was rate-limited away', () => {
    const [context, killed] = killLines(42, 'node', '/pod', '/pod/c');
    const kills = logged([
      [10, context],
      [10.1, killed],
      [10.2, killedLine(43, 'node')],
    ]);
    expect(kills.map((kill) => kill.taskPath)).toEqual(['/pod/c', null]);
  });

  it('counts each victim once, but a pid that comes back later again', () => {
    expect(
      logged([
        [10, killedLine(42, 'a')],
        [10.2, killedLine(42, 'a')],
      ]).length,
    ).toBe(1);
    expect(
      logged([
        [10, killedLine(42, 'a')],
        [60_000, killedLine(42, 'a')],
      ]).length,
    ).toBe(2);
  });

  it('makes one kill of a group, and another of what comes after it', () => {
    const [context, killed] = killLines(1, 'main', '/c', '/c');
    const group = 'Tasks in /c are going to be killed due to memory.oom.group set';
    const next = killLines(9, 'other', '/d', '/d');
    const kills = logged([
      [1, context],
      [1, killed],
      [1, group],
      [1, killedLine(1, 'main')],
      [1, killedLine(2, 'w')],
      [1, killedLine(3, 'w')],
      [50, next[0]],
      [50, next[1]],
    ]);
    expect(kills.map((kill) => [kill.group, kill.victims.map((victim) => victim.pid)])).toEqual([
      [true, [1, 2, 3]],
      [false, [9]],
    ]);
  });
});
