import { describe, expect, it } from 'vitest';
import { adviseAll } from '../../../src/recommend/others/advise-all.ts';
import { minuteMs } from '../../../src/recommend/others/rule.ts';
import { phasesOf, sampleAs } from '../../../src/recommend/others/sample-as.ts';
import { lengthMs, type Trace, traceOf } from '../../../src/recommend/others/trace.ts';
import { MiB } from '../../../src/shared/quantity.ts';
import { alone } from './samples.ts';

/** 40 s, value = second of it. */
const trace: Trace = { periodMs: 1000, bytes: Float64Array.from({ length: 40 }, (_, second) => second) };

describe('sampleAs', () => {
  it('reads instants, and begins the trace again beyond its end', () => {
    expect(sampleAs(trace, { everyMs: 15_000, phaseMs: 5000, historyMs: 60_000 })).toEqual([
      { tMs: 5000, bytes: 5 },
      { tMs: 20_000, bytes: 20 },
      { tMs: 35_000, bytes: 35 },
      { tMs: 50_000, bytes: 10 },
    ]);
  });

  it('reads the newest value at an instant, not the next', () => {
    expect(sampleAs(trace, { everyMs: 15_000, phaseMs: 5999, historyMs: 6000 })).toEqual([{ tMs: 5999, bytes: 5 }]);
  });

  it('reads nothing at or after the end of the history', () => {
    expect(sampleAs(trace, { everyMs: 60_000, phaseMs: 40_000, historyMs: 40_000 })).toEqual([]);
  });

  it('reads nothing where nothing was', () => {
    const holes = { periodMs: 1000, bytes: Float64Array.from([1, Number.NaN, 3]) };
    expect(sampleAs(holes, { everyMs: 1000, phaseMs: 0, historyMs: 3000 }).map(({ bytes }) => bytes)).toEqual([1, 3]);
  });

  it('has nine phases in the middles of ninths, or one where every value is read', () => {
    expect(phasesOf(9000, trace)).toEqual([500, 1500, 2500, 3500, 4500, 5500, 6500, 7500, 8500]);
    expect(phasesOf(1000, trace)).toEqual([0]);
    expect(phasesOf(1001, trace)).toHaveLength(9);
  });
});

describe('traceOf', () => {
  it('puts runs one after another, a coarser one held at the finer period', () => {
    const joined = traceOf([
      { firstMs: 700, periodMs: 1000, kibibytes: [1, 2] },
      { firstMs: 10, periodMs: 2000, kibibytes: [3, null] },
    ]);
    expect(joined?.bytes).toEqual(Float64Array.from([1024, 2048, 3072, 3072, Number.NaN, Number.NaN]));
    expect(lengthMs(joined as Trace)).toBe(6000);
  });

  it('is nothing without a value', () => {
    expect(traceOf([])).toBeNull();
    expect(traceOf([{ firstMs: 0, periodMs: 1000, kibibytes: [null, null] }])).toBeNull();
  });
});

describe('adviseAll', () => {
  /** Two minutes at 100 MiB with one second of 900. */
  const spiky: Trace = { periodMs: 1000, bytes: Float64Array.from({ length: 120 }, (_, second) => (second === 68 ? 900 : 100) * MiB) };
  const all = adviseAll(spiky, alone);
  const of = (rule: string, history = 'test') => all.find((each) => each.rule.name === rule && each.history === history);

  it('takes the phase in the middle: a short spike between two instants is not seen, but the spread tells of it', () => {
    const seen = of('Highest value on the dashboard + 15 %');
    expect(seen?.advice.limitBytes).toBe(115 * MiB);
    expect(seen?.spread.limit).toEqual({ lowestBytes: 115 * MiB, highestBytes: 115 * MiB });
    const wide: Trace = { ...spiky, bytes: spiky.bytes.map((value, second) => (second >= 68 && second < 71 ? 900 * MiB : value)) };
    const spread = adviseAll(wide, alone).find(({ rule }) => rule.name.startsWith('Highest'))?.spread.limit;
    expect(spread).toEqual({ lowestBytes: 115 * MiB, highestBytes: 1035 * MiB });
  });

  it('shows the spike to who reads each second', () => {
    expect(of('Autopilot, minimal OOM tolerance')?.advice.limitBytes).toBe(1035 * MiB);
  });

  it('lets KRR refuse the test and take it repeated', () => {
    expect(of('KRR')?.advice.refused).toContain('of 100 points');
    expect(of('KRR', 'repeated')?.advice.refused).toBeUndefined();
  });

  it('does not repeat for rules of thumb, nor a test that is longer than what a rule looks back on', () => {
    expect(all.filter(({ rule }) => rule.name.includes('kubectl')).map(({ history }) => history)).toEqual(['test', 'test']);
    const day: Trace = { periodMs: minuteMs, bytes: new Float64Array(1440).fill(100 * MiB) };
    expect(adviseAll(day, alone).filter(({ rule }) => rule.name === 'Kruize')).toHaveLength(1);
    const shorter: Trace = { ...day, bytes: day.bytes.subarray(1) };
    expect(adviseAll(shorter, alone).filter(({ rule }) => rule.name === 'Kruize')).toHaveLength(2);
  });

  it('asks about kills only where there was one', () => {
    const names = (kill: typeof alone.kill) => adviseAll(spiky, { ...alone, kill }).map(({ rule }) => rule.name);
    expect(names(null).filter((name) => name.includes('kill'))).toEqual([]);
    const killed = names({ limitBytes: MiB, requestBytes: MiB, trace: spiky }).filter((name) => name.includes('kill'));
    expect(killed).toEqual(['VPA after the OOM kill', 'crane after the OOM kill', '+50 % after an OOM kill']);
  });

  it('says the same each time', () => {
    expect(JSON.stringify(adviseAll(spiky, alone))).toBe(JSON.stringify(all));
  });
});
