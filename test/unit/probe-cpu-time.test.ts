import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CpuReader, parseHostCpu } from '../../src/probes/sampler/cpu-time.ts';
import { allocateReadBuffer } from '../../src/probes/sampler/kernel-file.ts';
import { PressureReader } from '../../src/probes/sampler/pressure.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-cpu-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(dir, path, '..'), { recursive: true });
  writeFileSync(join(dir, path), text);
}

function readCpu(version: 1 | 2, cpuDir: string, cpuacctDir?: string) {
  const reader = new CpuReader({ version, cpuDir: join(dir, cpuDir), cpuacctDir: cpuacctDir && join(dir, cpuacctDir) }, allocateReadBuffer());
  const times = reader.read();
  reader.close();
  return times;
}

describe('CPU time of a cgroup', () => {
  test('v2 has microseconds and everything in one file', () => {
    write('c/cpu.stat', 'usage_usec 1500\nuser_usec 1000\nsystem_usec 500\nnr_periods 8\nnr_throttled 2\nthrottled_usec 300\n');
    expect(readCpu(2, 'c')).toEqual({ usageUs: 1500, periods: 8, throttledPeriods: 2, throttledUs: 300 });
  });

  test('v2 without the cpu controller has usage alone', () => {
    write('c/cpu.stat', 'usage_usec 1500\nuser_usec 1000\nsystem_usec 500\n');
    expect(readCpu(2, 'c')).toEqual({ usageUs: 1500 });
  });

  test('v1 has nanoseconds, and cpuacct beside cpu', () => {
    write('cpu/c/cpu.stat', 'nr_periods 8\nnr_throttled 2\nthrottled_time 300000\n');
    write('cpuacct/c/cpuacct.usage', '1500000\n');
    expect(readCpu(1, 'cpu/c')).toEqual({ usageUs: 1500, periods: 8, throttledPeriods: 2, throttledUs: 300 });
  });

  test('v1 with both mounted together, or the place given', () => {
    write('both/c/cpu.stat', 'nr_periods 0\n');
    write('both/c/cpuacct.usage', '2000\n');
    write('elsewhere/cpuacct.usage', '9000\n');
    expect(readCpu(1, 'both/c')?.usageUs).toBe(2);
    expect(readCpu(1, 'both/c', 'elsewhere')?.usageUs).toBe(9);
  });

  test('absent usage is -1, absent everything nothing', () => {
    write('cpu/c/cpu.stat', 'nr_periods 1\nnr_throttled 0\nthrottled_time 0\n');
    expect(readCpu(1, 'cpu/c')?.usageUs).toBe(-1);
    expect(readCpu(1, 'nowhere')).toBeUndefined();
    expect(readCpu(2, 'nowhere')).toBeUndefined();
  });
});

describe('the machine', () => {
  test('guest time is in user time already, idle and iowait are not busy', () => {
    expect(parseHostCpu('cpu  100 10 50 800 40 5 5 20 60 6')).toEqual({ busyUs: 1_900_000, totalUs: 10_300_000 });
  });

  test('anything else is no answer', () => {
    expect(parseHostCpu('intr 1 2 3')).toBeUndefined();
  });
});

describe('pressure', () => {
  test('totals per resource, -1 for a line that this kernel has not', () => {
    write('p/memory.pressure', 'some avg10=0.00 avg60=0.00 avg300=0.00 total=12\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n');
    write('p/cpu.pressure', 'some avg10=0.00 avg60=0.00 avg300=0.00 total=99\n');
    const reader = PressureReader.open(join(dir, 'p'), '.pressure', allocateReadBuffer());
    expect(reader?.read()).toEqual([
      { resource: 'memory', someUs: 12, fullUs: 7 },
      { resource: 'cpu', someUs: 99, fullUs: -1 },
    ]);
    reader?.close();
  });

  test('a folder without pressure files has no reader', () => {
    expect(PressureReader.open(dir, '.pressure', allocateReadBuffer())).toBeUndefined();
  });
});
