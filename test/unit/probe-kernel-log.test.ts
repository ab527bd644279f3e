import { describe, expect, test } from 'vitest';
import { KernelLog, type ReadChunk } from '../../src/probes/sampler/kernel-log.ts';
import { isOomText, parseKmsgRecord } from '../../src/probes/sampler/kmsg-record.ts';
import { StampClock } from '../../src/probes/sampler/stamp-clock.ts';

/** A log whose reads give the chunks of `chunks` one by one and is empty between `null`s. */
function logOf(chunks: (string | null | 'overrun')[], monotonicMs = 0): KernelLog {
  const read: ReadChunk = () => chunks.shift() ?? 'empty';
  return new KernelLog(read, monotonicMs);
}

const killLine = '3,11,2500000,-;Memory cgroup out of memory: Killed process 42 (python3) total-vm:1kB, anon-rss:1kB';

describe('kernel log records', () => {
  test('number, stamp and text', () => {
    expect(parseKmsgRecord('6,339,5140900,-,caller=T1;NET: Registered; protocol')).toEqual({
      fromKernel: true,
      seq: 339,
      stampMs: 5140.9,
      text: 'NET: Registered; protocol',
    });
  });

  test('a continuation line is no record', () => {
    expect(parseKmsgRecord(' SUBSYSTEM=acpi')).toBeUndefined();
  });

  test.each([
    'oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/a,task_memcg=/a/b,task=x,pid=1,uid=0',
    'Memory cgroup out of memory: Killed process 7 (x) total-vm:1kB',
    'python3 invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0',
    'memory: usage 65536kB, limit 65536kB, failcnt 105',
    'Tasks in /pod are going to be killed due to memory.oom.group set',
    'oom_reaper: reaped process 7 (x), now anon-rss:0kB',
    'OOM victim 7 (x) is already exiting. Skip killing the task',
    'Task in /a killed as a result of limit of /a',
  ])('belongs to a kill: %s', (text) => expect(isOomText(text)).toBe(true));

  test.each([
    'memory+swap: usage 1kB, limit 2kB, failcnt 0',
    'systemd[1]: x.service: Killing process 7 (x) with signal SIGKILL.',
    'docker0: port 1 entered disabled state',
  ])('does not: %s', (text) => expect(isOomText(text)).toBe(false));
});

describe('the kernel log subscription', () => {
  test('leaves out what was there before, and tells what comes', () => {
    const log = logOf(['3,10,1000000,-;Memory cgroup out of memory: Killed process 9 (old)\n', null, `${killLine}\n`], 1500);
    log.subscribe(900);
    expect(log.poll(1002)).toEqual([{ kind: 'kernel-line', t: 1002, seq: 11, kernelMs: 1000, line: killLine }]);
    expect(log.poll(1003)).toEqual([]);
  });

  test('a program that writes the same words is not believed', () => {
    const log = logOf([`12${killLine.slice(1)}\n`]);
    expect(log.poll(0)).toEqual([]);
  });

  test('continuation lines are passed over, several records in one read are told apart', () => {
    const log = logOf([
      `6,9,1,-;usb 1-1: new device\n SUBSYSTEM=usb\n DEVICE=Killed process 1\n${killLine}\n6,12,3,-;oom_reaper: reaped process 42 (python3)\n`,
    ]);
    expect(log.poll(0).map((event) => (event.kind === 'kernel-line' ? event.seq : event.kind))).toEqual([11, 12]);
  });

  test('an overrun is told, and reading goes on', () => {
    const log = logOf(['6,5,1,-;x\n', null, 'overrun', `${killLine}\n`]);
    log.subscribe(0);
    const events = log.poll(7);
    expect(events.map(({ kind }) => kind)).toEqual(['kernel-log', 'kernel-line']);
    expect(events[0]).toMatchObject({ state: 'overrun', detail: expect.stringContaining('after number 5') });
  });

  test('an overrun before the subscription is nobody’s loss', () => {
    const log = logOf(['overrun', '6,5,1,-;x\n', null]);
    log.subscribe(0);
    expect(log.poll(0)).toEqual([]);
  });
});

describe('stamps of the kernel log', () => {
  test('stand where they are when they agree with when the record was read', () => {
    expect(new StampClock(-1000).place(1550, 500, 600)).toBe(550);
  });

  test('are moved into the time in which the record must have been written, and so are the next ones', () => {
    const clock = new StampClock(-1000);
    expect(clock.place(1450, 500, 600)).toBe(500);
    expect(clock.place(1780, 800, 900)).toBe(830);
  });

  test('never come out later than the record was read', () => {
    expect(new StampClock(0).place(700, 500, 600)).toBe(600);
  });

  test('a clock that drifted further is believed anew', () => {
    const clock = new StampClock(0);
    clock.place(450, 500, 600);
    expect(clock.place(9000, 10_000, 10_100)).toBe(10_000);
  });
});
