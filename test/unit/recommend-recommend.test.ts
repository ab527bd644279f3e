import { describe, expect, it } from 'vitest';
import type { Quality, RecordingAnalysis } from '../../src/analysis/document.ts';
import type { LeakVerdict } from '../../src/analysis/leak/document.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { recommendationSchema } from '../../src/recommend/document.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { qosClassOf } from '../../src/recommend/request.ts';
import { killBound } from '../../src/recommend/verification.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { elasticWorld, killed, noLeak, planWith, recordingOf, rigidWorld, runToEnd, type World } from './simulated-world.ts';

const loose = 512 * MiB;
const leaking: LeakVerdict = { verdict: 'leak', bytesPerHour: 30 * MiB, interval: [20 * MiB, 60 * MiB], detectableBytesPerHour: 5 * MiB, why: 'it grows' };

function judged(plan: Plan, recordings: RecordingAnalysis[], leak: LeakVerdict, stopped?: string) {
  const quality = recordings[0]?.quality as Quality;
  const analysis = { runId: 'r', scenario: 's', quality, phases: [], loadCurve: null, kills: [], leak, findings: [], recordings };
  const result = recommend({ plan, runId: 'r', looseLimitBytes: loose, analysis: { kind: 'Analysis', schemaVersion: 1, ...analysis }, stopped });
  return recommendationSchema.parse(result);
}

function recommended(world: World, plan: Plan = planWith({}, 128 * MiB), leak: LeakVerdict = noLeak) {
  const { history, why } = runToEnd({ plan, world, looseLimitBytes: loose, leak });
  return judged(plan, history, leak, why);
}
const memoryOf = (recommendation: ReturnType<typeof recommended>) => recommendation.containers[0]?.memory;
const node = elasticWorld({ watermark: 446 * MiB, hardPart: 273 * MiB }, 132 * MiB, 108 * MiB);
const withQuality =
  (quality: Partial<Quality>): World =>
  (variant, plan) => {
    const run = rigidWorld(100 * MiB)(variant, plan);
    return { ...run, quality: { ...run.quality, ...quality } };
  };
const failing =
  (times: number): World =>
  (variant, plan) => {
    const run = rigidWorld(100 * MiB)(variant, plan);
    if (variant.purpose !== 'confirm') return run;
    confirms += 1;
    return confirms <= times ? killed(run) : run;
  };
let confirms = 0;

describe('a verified limit', () => {
  const result = recommended(rigidWorld(100 * MiB, 0.005));
  const memory = memoryOf(result);

  it('names the runs behind it, their bound and the highest limit that failed', () => {
    expect(result.status).toBe('verified');
    expect(result.verification).toMatchObject({ runs: 3, passes: 3, bound: killBound(3), loadMinutes: 3 });
    expect(result.verification.highestFailed?.how).toContain('killed');
    expect(result.why).toMatch(/^Set 106Mi: 0 kills in 3 runs .*99Mi was killed/);
  });

  it('is need and margin, a whole Mi, and never called proven', () => {
    expect((memory?.limitBytes ?? 0) % MiB).toBe(0);
    expect(memory?.limitBytes).toBe((memory?.needBytes ?? 0) + (memory?.marginBytes ?? 0));
    expect(JSON.stringify(result)).not.toMatch(/proven/i);
    expect(JSON.stringify(result.derivation)).toContain('1 % per run of 12s at peak');
  });

  it('keeps every replay, and no loose-limit recording among them', () => {
    expect(result.replays.map(({ purpose }) => purpose)).toEqual(['current', ...Array(4).fill('search'), ...Array(3).fill('confirm'), 'overload']);
  });

  it('reports what gave way first under overload', () => {
    expect(result.overload).toMatchObject({ factor: 1.2, outcome: 'killed', why: expect.stringContaining('First, from 15s: main process') });
  });

  it('gives the same bytes for the same recordings', () => {
    expect(JSON.stringify(recommended(rigidWorld(100 * MiB, 0.005)))).toBe(JSON.stringify(result));
  });
});

describe('the two floors', () => {
  it('come out apart where a workload starves long before it is killed', () => {
    const memory = memoryOf(recommended(elasticWorld({ watermark: 300 * MiB, hardPart: 90 * MiB }, 120 * MiB, 60 * MiB), planWith({ maxRuns: 30 })));
    expect(memory?.surviveBytes).toBeLessThan(memory?.needBytes as number);
    expect(memory?.needBytes).toBeGreaterThanOrEqual(120 * MiB);
  });
});

describe("the manifest's own limit", () => {
  it('is safe when it held and the verified limit is not above it', () => {
    expect(recommended(rigidWorld(100 * MiB), planWith({}, 208 * MiB)).current).toMatchObject({ verdict: 'safe', headroomBytes: 104 * MiB });
  });

  it('is unsafe when it was killed, or harmed twice', () => {
    expect(recommended(rigidWorld(100 * MiB), planWith({}, 64 * MiB)).current.verdict).toBe('unsafe');
    expect(recommended(node, planWith({}, 120 * MiB)).current).toMatchObject({ verdict: 'unsafe', why: expect.stringContaining('harmed in 2 of 2') });
  });

  it('is not called safe when it held but lies within the margin', () => {
    const { verdict, headroomBytes } = recommended(rigidWorld(100 * MiB), planWith({}, 101 * MiB)).current;
    expect(verdict).toBe('unknown');
    expect(headroomBytes).toBeLessThan(0);
  });

  it('is not there, or above the loose limit and judged by what is below it', () => {
    expect(recommended(rigidWorld(100 * MiB), planWith()).current.verdict).toBe('none');
    expect(recommended(rigidWorld(100 * MiB), planWith({}, 2 * loose)).current).toMatchObject({
      verdict: 'safe',
      why: expect.stringContaining('not replayed'),
    });
  });
});

describe('what is not verified', () => {
  it.each([
    ['a page cache that cannot be made cold', { coldCache: 'unavailable' as const }, 'page cache'],
    ['a page cache of which nothing is known', { coldCache: 'unknown' as const }, 'page cache'],
    ['swap', { notes: [{ code: 'swap-escape', text: 'memory may go to swap' }] }, 'swap'],
  ])('is a limit found with %s', (_, quality, words) => {
    const result = recommended(withQuality(quality));
    expect(result).toMatchObject({ status: 'unverified', why: expect.stringContaining(words), verification: { passes: 3 } });
    expect(memoryOf(result)?.limitBytes).not.toBeNull();
  });

  it('is not a limit found with a kernel log that was denied, which is a caveat', () => {
    const result = recommended(withQuality({ kernelLog: 'denied' }));
    expect(result.status).toBe('verified');
    expect(result.caveats.join()).toContain('kernel log could not be read');
  });

  it('is a limit for a peak that was not reached, and not one for a lower level that was not', () => {
    const dropping =
      (rate: number): World =>
      (variant, plan) => {
        const run = rigidWorld(100 * MiB)(variant, plan);
        return { ...run, phases: run.phases.map((phase) => (phase.offeredRate === rate ? { ...phase, droppedIterations: 3 } : phase)) };
      };
    expect(recommended(dropping(50))).toMatchObject({ status: 'unverified', why: expect.stringContaining('lower bound') });
    expect(recommended(dropping(20)).status).toBe('verified');
  });

  it('is a run directory that is not finished, whatever is missing', () => {
    const plan = planWith({}, 128 * MiB);
    const { history } = runToEnd({ plan, world: rigidWorld(100 * MiB), looseLimitBytes: loose });
    const statuses = history.map((_, cut) => judged(plan, history.slice(0, cut), noLeak));
    const confirmed = history.findLastIndex(({ purpose }) => purpose === 'confirm') + 1;
    for (const [cut, { status, verification }] of statuses.entries()) {
      expect(status).toBe(cut >= confirmed ? 'verified' : 'unverified');
      if (cut < 4) expect(verification.runs).toBe(0);
    }
    expect(memoryOf(statuses[4] as never)).toMatchObject({ limitBytes: null, needBytes: null });
  });

  it('says why the search stopped, when it is told', () => {
    const plan = planWith();
    const next = judged(plan, runToEnd({ plan, world: rigidWorld(100 * MiB), looseLimitBytes: loose }).history.slice(0, 3), noLeak, 'unverified: out of time');
    expect(next.why).toBe('Not verified: out of time.');
  });
});

describe('a limit that failed its confirmation', () => {
  it('is refuted and not named when no runs are left', () => {
    confirms = 0;
    const result = recommended(failing(2));
    expect(result).toMatchObject({ status: 'refuted', why: expect.stringContaining('Do not set'), verification: { bound: null } });
    expect(memoryOf(result)).toMatchObject({ limitBytes: null, requestBytes: null });
    expect(result.derivation.filter(({ step }) => step === 'widened').length).toBeGreaterThan(0);
  });

  it('is not met with more memory where the runs never touched it, and is where they did', () => {
    const late =
      (uncensored: boolean): World =>
      (variant, of) => {
        const run = rigidWorld(100 * MiB)(variant, of);
        if (run.purpose !== 'confirm') return run;
        return { ...run, uncensored, phases: run.phases.map((phase) => ({ ...phase, p99Ms: 5000 })) };
      };
    expect(recommended(late(true))).toMatchObject({ status: 'refuted', why: expect.stringContaining('measure again on a quiet machine') });
    expect(recommended(late(false)).why).toMatch(/try \d+Mi next|free more memory/);
  });

  it('is widened, verified and told of when there are', () => {
    confirms = 0;
    const result = recommended(failing(1), planWith({ maxRuns: 30 }, 128 * MiB));
    expect(result.status).toBe('verified');
    expect(memoryOf(result)).toMatchObject({ marginKind: 'elastic', marginReason: expect.stringContaining('failed its confirmation') });
    expect(memoryOf(result)?.needBytes).toBeGreaterThan(result.verification.highestFailed?.limitBytes as number);
    expect(result.replays.filter(({ purpose, outcome }) => purpose === 'confirm' && outcome === 'killed')).toHaveLength(1);
  });
});

describe('the need after a failed confirmation', () => {
  const plan = planWith({ maxRuns: 30 });
  const whole = () => {
    confirms = 0;
    return runToEnd({ plan, world: failing(1), looseLimitBytes: loose }).history;
  };

  it('is not known until a limit above the failure passed as often as a confirmation must', () => {
    const history = whole();
    const widened = history.findIndex(({ purpose, kills }) => purpose === 'confirm' && kills.length === 0);
    expect(memoryOf(judged(plan, history.slice(0, widened + 1), noLeak))).toMatchObject({ needBytes: null, marginBytes: null });
    const { limitBytes, needBytes, marginBytes } = memoryOf(judged(plan, history, noLeak)) ?? {};
    expect(needBytes).toBe((limitBytes ?? 0) - (marginBytes ?? 0));
    expect(marginBytes).toBeGreaterThanOrEqual(4 * MiB);
  });

  it('is the limit itself, verified and said to be perhaps the edge, while the margin on top is not confirmed', () => {
    const history = whole();
    const confirms = history.flatMap(({ purpose }, index) => (purpose === 'confirm' ? [index] : []));
    for (const runs of [4, 5, 6]) {
      const result = judged(plan, history.slice(0, (confirms[runs - 1] as number) + 1), noLeak);
      const { limitBytes, needBytes } = memoryOf(result) ?? {};
      expect({ status: result.status, margin: (limitBytes ?? 0) - (needBytes ?? 0), runs: result.verification.runs }).toEqual({
        status: 'verified',
        margin: 0,
        runs: 3,
      });
      if (runs === 4) expect(result.caveats).toContainEqual(expect.stringContaining('it may be the edge'));
    }
    expect(judged(plan, history, noLeak).caveats).not.toContainEqual(expect.stringContaining('it may be the edge'));
  });
});

describe('workloads that get no limit', () => {
  it('leak: hours to the kill per limit, and an interim limit with its restart', () => {
    const result = recommended(rigidWorld(100 * MiB), planWith({}, 128 * MiB), leaking);
    expect(result.status).toBe('none');
    expect(memoryOf(result)?.limitBytes).toBeNull();
    const hours = (limitBytes: number) => Number(((limitBytes - 98 * MiB) / (30 * MiB)).toPrecision(3));
    expect(result.interim?.hoursToKill).toEqual([100, 128, 200, 512].map((limit) => ({ limitBytes: limit * MiB, hours: hours(limit * MiB) })));
    // Half of the time at the fast end of the interval, 60 MiB/h.
    expect(result.interim?.restartEveryHours).toBeCloseTo(((512 - 98) / 60) * 0.5, 2);
  });

  it('leak slowly: the lowest limit that lasts a day, not the largest there is', () => {
    const slow = { ...leaking, bytesPerHour: MiB, interval: [MiB / 2, MiB] as [number, number] };
    // 98 MiB are held by the load: 128 lasts 15 h with half of the time as safety, 200 lasts 51 h.
    expect(recommended(rigidWorld(100 * MiB), planWith({}, 128 * MiB), slow).interim).toMatchObject({ limitBytes: 200 * MiB, restartEveryHours: 51 });
  });

  it('do not get an interim limit for what is no leak', () => {
    expect(recommended(rigidWorld(100 * MiB), undefined, { ...leaking, verdict: 'step' }).interim).toBeNull();
  });

  it('are killed at the loose limit', () => {
    expect(recommended(rigidWorld(2000 * MiB))).toMatchObject({ status: 'none', why: expect.stringContaining('killed at the loose limit'), interim: null });
    expect(recommended(rigidWorld(2000 * MiB)).why).toContain('--set workload.limit=512Mi');
    expect(recommended(rigidWorld(2000 * MiB), planWith()).why).not.toContain('--set');
  });
});

describe('the request', () => {
  const measured: World = (variant, plan) => {
    const run = recordingOf(variant, plan);
    return { ...rigidWorld(100 * MiB)(variant, plan), phases: run.phases.map((phase) => ({ ...phase, workingSet10sBytes: (phase.offeredRate ?? 0) * MiB })) };
  };

  it('is the limit, unless the plan wants the expected level', () => {
    expect(memoryOf(recommended(measured))?.requestBytes).toBe(memoryOf(recommended(measured))?.limitBytes);
    expect(memoryOf(recommended(measured, planWith({ request: 'expected' })))?.requestBytes).toBe(30 * MiB);
  });

  it('falls back to the limit where no working set was measured', () => {
    const memory = memoryOf(recommended(rigidWorld(100 * MiB), planWith({ request: 'expected' })));
    expect(memory?.requestBytes).toBe(memory?.limitBytes);
  });

  it('takes CPU from what the expected level used', () => {
    expect(recommended(measured).containers[0]?.cpu.requestMillicores).toBe(150);
  });

  it.each([
    [{ memoryRequestBytes: 1, memoryLimitBytes: 1, cpuRequestMillicores: 5, cpuLimitMillicores: 5 }, 'Guaranteed'],
    [{ memoryRequestBytes: null, memoryLimitBytes: 1, cpuRequestMillicores: null, cpuLimitMillicores: 5 }, 'Guaranteed'],
    [{ memoryRequestBytes: 1, memoryLimitBytes: 1, cpuRequestMillicores: 5, cpuLimitMillicores: null }, 'Burstable'],
    [{ memoryRequestBytes: 1, memoryLimitBytes: 2, cpuRequestMillicores: 5, cpuLimitMillicores: 5 }, 'Burstable'],
    [{ memoryRequestBytes: null, memoryLimitBytes: null, cpuRequestMillicores: null, cpuLimitMillicores: null }, 'BestEffort'],
  ])('makes the QoS class of %o', (emitted, expected) => expect(qosClassOf(emitted)).toBe(expected));
});

describe('caveats', () => {
  it('tell how often the need was seen, and leave that out once it was seen as often as asked', () => {
    expect(recommended(node).caveats.join('\n')).toMatch(/seen to pass \d of 3 times/);
    expect(recommended(node, planWith({ maxRuns: 40 })).caveats.join('\n')).not.toContain('seen to pass');
  });

  it('tell of harm under a limit that was never touched, and not of harm under one that was', () => {
    const late =
      (uncensored: boolean): World =>
      (variant, of) => {
        const run = rigidWorld(100 * MiB)(variant, of);
        if (run.purpose !== 'search' || run.kills.length > 0 || run.limitBytes > 110 * MiB) return run;
        return { ...run, uncensored, phases: run.phases.map((phase) => ({ ...phase, p99Ms: 5000 })) };
      };
    expect(recommended(late(true)).caveats.join('\n')).toMatch(/3 of 3 harmed runs never touched their limit \(\d+Mi and above\)/);
    expect(recommended(late(false)).caveats.join('\n')).not.toContain('never touched');
  });

  it('say once what would have been noticed of a leak', () => {
    const open: LeakVerdict = { ...leaking, verdict: 'inconclusive', why: 'a leak below 12.8Gi/h would not have been noticed' };
    expect(recommended(rigidWorld(100 * MiB), planWith({}), open).caveats.filter((text) => text.includes('noticed'))).toEqual([
      'Whether it leaks is not decided: a leak below 12.8Gi/h would not have been noticed.',
    ]);
    expect(recommended(rigidWorld(100 * MiB), planWith({}), { ...open, why: 'it grew' }).caveats.join()).toContain('It would have noticed a leak above 5Mi/h.');
  });

  it('tell when the seeds of the confirmations meant nothing', () => {
    const notes = [{ code: 'seed-without-effect', text: 'The script draws no random numbers.' }];
    expect(recommended(withQuality({ notes }))).toMatchObject({ status: 'verified', caveats: expect.arrayContaining([notes[0]?.text]) });
    expect(recommended(rigidWorld(100 * MiB)).caveats).not.toContain(notes[0]?.text);
  });

  it('tell how small a leak would have been noticed', () => {
    expect(recommended(rigidWorld(100 * MiB)).caveats.join('\n')).toContain('would have noticed a leak above 50Mi/h');
  });

  it('name runs that do not count', () => {
    const warmFirst: World = (variant, plan) => ({ ...rigidWorld(100 * MiB)(variant, plan), startupFileBytes: variant.index === 1 ? 0 : 25 * MiB });
    const result = recommended(warmFirst);
    expect(result.caveats.join('\n')).toContain('001-current does not count: discarded');
    expect(result.replays[0]).toMatchObject({ outcome: 'error', fileBytesAtReady: 0 });
  });
});
