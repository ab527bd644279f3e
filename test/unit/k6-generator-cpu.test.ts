import { describe, expect, it } from 'vitest';
import { cpuTimeUs, watchGeneratorCpu } from '../../src/loads/k6/generator-cpu.ts';
import type { RecordingEvent } from '../../src/recording/events.ts';

describe('CPU time of the generator', () => {
  it('is utime and stime of /proc/PID/stat, whatever the name of the process is', () => {
    const rest = 'S 1 7 7 0 -1 4194304 500 0 0 0 123 45 6 7 20 0 9 0 1000 0 0';
    expect(cpuTimeUs(`7 (k6) ${rest}`)).toBe(1_680_000);
    expect(cpuTimeUs(`7 (a ) S 9 9) ${rest}`)).toBe(1_680_000);
    expect(cpuTimeUs('nothing of that kind')).toBeUndefined();
  });

  it('is written for a process that is there, and not for one that is gone', () => {
    const events: RecordingEvent[] = [];
    watchGeneratorCpu(
      process.pid,
      () => 5,
      (event) => events.push(event),
    )();
    watchGeneratorCpu(
      2 ** 30,
      () => 5,
      (event) => events.push(event),
    )();
    expect(events).toEqual([{ kind: 'generator-cpu', t: 5, usageUs: expect.any(Number) }]);
  });
});
