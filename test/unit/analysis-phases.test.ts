import { describe, expect, it } from 'vitest';
import { analyzeFacts } from '../../src/analysis/analyze-recording.ts';
import { CounterSeries } from '../../src/analysis/facts/counter-series.ts';
import { addToTally, emptyTally } from '../../src/analysis/facts/load-tally.ts';
import { loadFigures } from '../../src/analysis/metrics/load.ts';
import type { RecordingEvent } from '../../src/recording/events.ts';
import { syntheticEvents } from '../../src/recording/synth.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysisOf, factsOfEvents } from '../synthetic/facts-of.ts';
import { ladderSpec } from '../synthetic/specs.ts';

const level = (rate: number, analysis = analysisOf(ladderSpec())) => analysis.phases.find((phase) => phase.offeredRate === rate);
const analysisOfEvents = (events: Iterable<RecordingEvent>) => analyzeFacts('01-record', factsOfEvents(events), []);
const without = (kind: RecordingEvent['kind'], spec = ladderSpec()) => analysisOfEvents([...syntheticEvents(spec)].filter((event) => event.kind !== kind));

describe('phases', () => {
  it('carry what load, kernel and CPU said about each level', () => {
    expect(level(30)).toMatchObject({
      name: 'level-30',
      achievedRate: 30,
      droppedIterations: 0,
      errorRate: 0,
      cpuMillicores: 250,
      memoryStall: 0,
      majorFaultsPerSecond: 0,
    });
    expect(level(30)?.concurrency).toBeCloseTo(30 * 0.04, 6);
    expect(level(30)?.p99Ms).toBeGreaterThan(50);
    expect(level(30)?.p99Ms).toBeLessThan(61);
    expect(level(30)?.throttledShare).toBe(0);
  });

  it('see stall, throttling and faults only where they were', () => {
    const analysis = analysisOf(ladderSpec({ stallShare: 0.3, throttledShare: 0.4, majorFaultsPerSecond: 200 }));
    expect(level(50, analysis)?.memoryStall).toBeGreaterThan(0.2);
    expect(level(50, analysis)?.throttledShare).toBeCloseTo(0.4, 1);
    expect(level(50, analysis)?.majorFaultsPerSecond).toBeCloseTo(200, 0);
    expect(analysis.phases.find((phase) => phase.phaseKind === 'idle')?.majorFaultsPerSecond).toBe(0);
  });

  it('have null, not zero, where a source was absent', () => {
    expect(without('pressure').phases[2]).toMatchObject({ memoryStall: null });
    expect(without('cpu').phases[2]).toMatchObject({ cpuMillicores: null, throttledShare: null });
    expect(without('load').phases[2]).toMatchObject({ achievedRate: null, errorRate: null, p99Ms: null, droppedIterations: null, concurrency: null });
    expect(without('watermark').phases[2]?.peakBytes.watermark).toBeNull();
  });

  it('end with the next phase, or where the recording does, when they were not closed', () => {
    const open = without('phase-end');
    expect(open.phases.map(({ endMs }) => endMs)).toEqual(analysisOf(ladderSpec()).phases.map(({ endMs }) => endMs));
  });

  it('keep a watermark that cannot be reset apart from one that rose in this phase', () => {
    const rising = [100, 100, 180, 180, 200].map((mib, index) => ({ mib, phase: `p${index}` }));
    const events = rising.flatMap(({ mib, phase }, index): RecordingEvent[] => [
      { kind: 'phase-start', t: index * 10, phase, phaseKind: 'level' },
      { kind: 'watermark', t: index * 10 + 9, cg: 0, phase, bytes: mib * MiB, sinceReset: false },
      { kind: 'phase-end', t: index * 10 + 9, phase },
    ]);
    const announced = [...syntheticEvents(ladderSpec())].filter((event) => event.kind === 'cgroup');
    const { phases, peakBytes } = analysisOfEvents([...announced, ...events]);
    expect(phases.map((phase) => phase.watermarkOfPhase)).toEqual([true, false, true, false, true]);
    expect(peakBytes.watermark).toBe(200 * MiB);
  });
});

describe('startup, retained memory and limits', () => {
  it('finds a startup peak that nothing later reaches', () => {
    const { startupPeakBytes, peakBytes, readyMs } = analysisOf(ladderSpec({ memory: { baseBytes: 100 * MiB, bytesPerRate: MiB, startupBytes: 200 * MiB } }));
    expect(startupPeakBytes).toBe(peakBytes.watermark);
    expect(startupPeakBytes).toBeGreaterThan(295 * MiB);
    expect(readyMs).toBe(3000);
  });

  it('tells what stays from what comes back', () => {
    const memory = { baseBytes: 100 * MiB, bytesPerRate: MiB };
    expect(analysisOf(ladderSpec({ memory })).retainedBytes).toBe(0);
    expect(analysisOf(ladderSpec({ memory: { ...memory, keepsHighest: true } })).retainedBytes).toBe(50 * MiB);
    expect(analysisOf(ladderSpec({ memory, kills: [{ atMs: 9000, what: 'main' }] })).retainedBytes).toBeNull();
  });

  it('calls a peak cut when a limit was hit, counted or not', () => {
    expect(analysisOf(ladderSpec())).toMatchObject({ uncensored: true, limitHits: 0 });
    for (const cgroupVersion of [1, 2] as const) {
      expect(analysisOf(ladderSpec({ cgroupVersion, limitHits: 7 }))).toMatchObject({ uncensored: false, limitHits: 7 });
    }
    // Standing at the limit without a count, as with memory + swap limited alike; and near it, which is no hit.
    const peak = 150 * MiB;
    const flat = { baseBytes: peak, bytesPerRate: 0 };
    expect(analysisOf(ladderSpec({ cgroupVersion: 1, memory: flat, limitBytes: peak }))).toMatchObject({ uncensored: false, limitHits: 1 });
    expect(analysisOf(ladderSpec({ cgroupVersion: 1, memory: flat, limitBytes: peak + MiB }))).toMatchObject({ uncensored: true });
  });

  it('shows every container, and sizes the one that the plan names', () => {
    const { containers, peakBytes } = analysisOf(ladderSpec({ sidecars: 2 }));
    expect(containers?.map(({ name }) => name)).toEqual(['app', 'sidecar-1', 'sidecar-2']);
    expect(containers?.[0]?.peakBytes).toEqual(peakBytes);
    expect(containers?.[2]?.peakBytes.hardPart).toBeGreaterThan(100 * MiB);
  });
});

describe('load figures', () => {
  const second = (t: number, iterations: number, dropped = 0) => ({
    ...{ kind: 'load' as const, t, level: 'l', iterations, dropped, requests: iterations, failedRequests: 0, checks: 0, failedChecks: 0, vus: 1 },
    ...{ latency: { 100: iterations }, latencyOf: 'http_req_duration', iterationMsSum: iterations * 500 },
  });

  it('leave settle time and broken seconds out of the rate, but not out of what was lost', () => {
    const tally = emptyTally(2000);
    for (const event of [second(0, 99, 3), second(1000, 99), second(1999, 20), second(3000, 10), second(3000, 10), second(4000, 999)]) addToTally(tally, event);
    const figures = loadFigures(tally, 4500);
    expect(figures).toMatchObject({ achievedRate: 20, concurrency: 10, droppedIterations: 3 });
  });

  it('count an iteration that the script ended by an exception as failed, whatever its requests did', () => {
    const rateOf = (event: Partial<ReturnType<typeof second>> & { thrown: number }) => {
      const tally = emptyTally(0);
      addToTally(tally, { ...second(0, 4), ...event });
      return loadFigures(tally, 1000).errorRate;
    };
    expect(rateOf({ requests: 0, thrown: 4 })).toBe(1);
    expect(rateOf({ thrown: 1 })).toBe(0.25);
    expect(rateOf({ failedRequests: 3, thrown: 1 })).toBe(0.75);
  });

  it('fall back from requests to checks, and to nothing', () => {
    const tally = emptyTally(0);
    addToTally(tally, { ...second(0, 4), requests: 0, checks: 4, failedChecks: 1 });
    expect(loadFigures(tally, 1000).errorRate).toBe(0.25);
    expect(loadFigures(emptyTally(0), 1000).errorRate).toBeNull();
  });
});

describe('CounterSeries', () => {
  it('interpolates between readings and goes on over a fresh cgroup', () => {
    const series = new CounterSeries(1);
    for (const [t, value] of [
      [0, 1000],
      [1000, 2000],
      [2000, 500],
      [3000, 1500],
    ] as const)
      series.push(t, [value]);
    expect(series.rise(0, 0, 3000)).toEqual({ rise: 2500, ms: 3000 });
    expect(series.rise(0, 250, 750)).toEqual({ rise: 500, ms: 500 });
    expect(series.rise(0, 2500, 9000)).toEqual({ rise: 500, ms: 500 });
    expect(series.rise(0, 4000, 5000)).toBeUndefined();
  });
});
