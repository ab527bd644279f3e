import { describe, expect, it } from 'vitest';
import { gateResultSchema } from '../../src/gate/document.ts';
import { base, conditions, current, gateOf, killed, loose, losses, peakSubject, rowOf } from './gate/judged-run.ts';
import { death, phase, quality } from './report-documents/judged.ts';

const increase = { 'containers.*.memory.peakBytes': ['error', { maxIncrease: '2%', floor: '4Mi' }] };
const steady = [255, 256, 256.5, 255.5, 256.2, 255.8, 256.1];
const grown = (share: number) => steady.map((peak) => peak * (1 + share));

describe('oom-kill', () => {
  it('fails for a kill at the loose limit and at the limit of the manifest', () => {
    expect(gateOf({ 'oom-kill': 'error' }, [loose(1, 200, killed)]).result).toBe('fail');
    const row = rowOf(gateOf({ 'oom-kill': 'error' }, [...losses(200), current(killed)]), 'oom-kill');
    expect(row).toMatchObject({ result: 'fail', decidedBy: '00-current' });
    expect(row.reason).toMatch(/the main process \(node\) was killed at 256Mi/);
  });

  it('does not fail for a kill in a replay that was made to find where killing begins', () => {
    expect(gateOf({ 'oom-kill': 'error' }, [...losses(200), loose(2, 190, { ...killed, purpose: 'search', recording: '02-search' })]).result).toBe('pass');
  });

  it('at level warn changes nothing', () => {
    expect(gateOf({ 'oom-kill': 'warn' }, [loose(1, 200, killed)])).toMatchObject({ result: 'pass', assertions: [{ result: 'fail', level: 'warn' }] });
  });

  it('counts what is only suspected', () => {
    const suspected = death({ class: 'suspected', confidence: 'suspected' });
    expect(rowOf(gateOf({ 'oom-kill': 'error' }, [loose(1, 200, { deaths: [suspected], kills: [suspected] })]), 'oom-kill').reason).toMatch(/is suspected/);
  });
});

describe('limit-holds', () => {
  it('passes where the limit was replayed unharmed, fails where it killed', () => {
    expect(gateOf({ 'limit-holds': 'error' }, [...losses(200), current()]).result).toBe('pass');
    expect(gateOf({ 'limit-holds': 'error' }, [...losses(200), current(killed)]).result).toBe('fail');
  });

  it('is open where nothing was replayed there', () => {
    expect(gateOf({ 'limit-holds': 'error' }, losses(200)).result).toBe('inconclusive');
  });

  it('fails for harm that the loose limit did not do, the second time', () => {
    const slow = { phases: [phase(10, 110), phase(30, 150), { ...phase(50, 190), p99Ms: 900 }] };
    const harmed = (recording: string, seed: number) => current({ recording, seed, ...slow });
    expect(gateOf({ 'limit-holds': 'error' }, [...losses(200), harmed('04-current', 7)]).result).toBe('inconclusive');
    expect(gateOf({ 'limit-holds': 'error' }, [...losses(200), harmed('04-current', 7), harmed('05-current', 8)]).result).toBe('fail');
  });
});

describe('bounds', () => {
  const most = (max: string, options = {}) => ({ 'containers.*.memory.peakBytes': ['error', { max, ...options }] });

  it('look at the worst run, and at the median where told to', () => {
    expect(rowOf(gateOf(most('220Mi'), losses(200, 230, 205)), peakSubject)).toMatchObject({ result: 'fail', found: '230Mi', decidedBy: '02-record' });
    expect(rowOf(gateOf(most('220Mi', { aggregate: 'median' }), losses(200, 230, 205)), peakSubject)).toMatchObject({ result: 'pass', found: '205Mi' });
    expect(gateOf(most('230Mi'), losses(200, 230, 205)).result).toBe('pass');
  });

  it('apply to the container that the key names', () => {
    const peak = (watermark: number) => ({ watermark, sampled: watermark, hardPart: watermark });
    const both = loose(1, 200, {
      containers: [
        { name: 'app', limitBytes: null, peakBytes: peak(100) },
        { name: 'sidecar', limitBytes: null, peakBytes: peak(9e9) },
      ],
    });
    expect(gateOf({ 'containers.app.memory.peakBytes': ['error', { max: '1Mi' }] }, [both]).result).toBe('pass');
    expect(gateOf({ 'containers.side*.memory.peakBytes': ['error', { max: '1Mi' }] }, [both]).result).toBe('fail');
    expect(rowOf(gateOf({ 'containers.web.memory.peakBytes': ['error', { max: '1Mi' }] }, [both]), 'containers.web.memory.peakBytes')).toMatchObject({
      result: 'inconclusive',
      reason: 'nothing is called so: there are app, sidecar',
    });
  });

  it('hold for every level', () => {
    const result = gateOf({ 'phases.*.p99Ms': ['error', { max: '40ms' }] }, losses(200));
    expect(result.assertions.map(({ subject }) => subject)).toEqual(['phases.level-10.p99Ms', 'phases.level-30.p99Ms', 'phases.level-50.p99Ms']);
    expect(result.result).toBe('fail');
  });

  it('of the recommendation look at one number', () => {
    expect(gateOf({ 'containers.*.memory.limitBytes': ['error', { max: '208Mi' }] }, losses(200)).result).toBe('pass');
    expect(gateOf({ 'current.headroomBytes': ['error', { min: '64Mi' }] }, losses(200)).result).toBe('fail');
  });
});

describe('an increase over base measured in turn', () => {
  it('fails when ranks, share and size agree', () => {
    const result = gateOf(increase, losses(...grown(0.05)), base('paired', steady));
    expect(result.result).toBe('fail');
    expect(rowOf(result, peakSubject).comparison).toMatchObject({ verdict: 'increased', test: 'signed-rank', pValue: 1 / 128 });
    expect(rowOf(result, peakSubject).found).toBe('+5 % (+12.8Mi)');
  });

  it('is within what is allowed when it is certain but small', () => {
    const row = rowOf(gateOf(increase, losses(...grown(0.015)), base('paired', steady)), peakSubject);
    expect(row).toMatchObject({ result: 'pass', comparison: { verdict: 'within' } });
  });

  it('must exceed the floor as well as the share', () => {
    const small = steady.map((peak) => peak / 10);
    const head = small.map((peak) => peak * 1.1);
    expect(rowOf(gateOf(increase, losses(...head), base('paired', small)), peakSubject).comparison?.verdict).toBe('within');
  });

  it('is ~ and open when it looks like too much and chance may have done it', () => {
    const head = [270, 250, 275, 262, 249, 280, 268];
    const row = rowOf(gateOf(increase, losses(...head), base('paired', steady)), peakSubject);
    expect(row).toMatchObject({ result: 'inconclusive', comparison: { verdict: '~' } });
    expect(row.comparison?.enoughRuns).toBeGreaterThan(7);
    expect(row.reason).toMatch(/\d+ pairs would be enough/);
  });

  it('is ~ and passes when there is none', () => {
    const row = rowOf(gateOf(increase, losses(...steady.toReversed()), base('paired', steady)), peakSubject);
    expect(row).toMatchObject({ result: 'pass', comparison: { verdict: '~' } });
    expect(row.comparison?.detectable).toBeGreaterThan(0);
  });

  it('cannot be told from six pairs, and the gate says how many are enough', () => {
    const row = rowOf(gateOf(increase, losses(...grown(0.05).slice(0, 6)), base('paired', steady.slice(0, 6))), peakSubject);
    expect(row).toMatchObject({ result: 'inconclusive', comparison: { verdict: 'too-few', enoughRuns: 7 } });
  });

  it('compares runs of the same seed, and leaves out one without a partner', () => {
    const shuffled = losses(...grown(0.05)).toReversed();
    const result = gateOf(increase, [...shuffled, loose(90, 999)], base('paired', steady));
    expect(rowOf(result, peakSubject).comparison?.head).toHaveLength(7);
    expect(result.result).toBe('fail');
  });

  it('pays for asking more: seven pairs that all rose tell one increase, not two', () => {
    const two = { ...increase, 'containers.app.memory.peakBytes': ['error', { maxIncrease: '3%' }] };
    expect(gateOf(two, losses(...grown(0.05)), base('paired', steady)).assertions.map(({ comparison }) => comparison?.verdict)).toEqual(['too-few', 'too-few']);
  });
});

describe('an increase over a baseline', () => {
  it('is told by the rank-sum test', () => {
    const row = rowOf(gateOf(increase, losses(...grown(0.05).slice(0, 5)), base('baseline', steady.slice(0, 5))), peakSubject);
    expect(row).toMatchObject({ result: 'fail', comparison: { test: 'rank-sum', verdict: 'increased' } });
    expect(row.comparison?.pValue).toBeCloseTo(1 / 252, 12);
  });

  it('is open for three runs against three', () => {
    const result = gateOf(increase, losses(...grown(0.5).slice(0, 3)), base('baseline', steady.slice(0, 3)));
    expect(result.result).toBe('inconclusive');
    expect(rowOf(result, peakSubject).reason).toMatch(/3 runs of base and 3 of head are too few.*5 runs on each side/);
  });

  it.each([
    ['architecture', 'arm64'],
    ['pageSizeBytes', 65_536],
    ['cgroupVersion', 1],
    ['cores', 8],
    ['visibleCores', 1],
    ['transparentHugePages', 'always'],
    ['scriptDigest', 'other'],
    ['kernel', '6.1.0'],
    ['swapTotalBytes', 1024],
  ] as const)('from another %s is not compared', (field, value) => {
    const result = gateOf(increase, losses(...grown(0.05)), base('baseline', steady, conditions({ [field]: value })));
    expect(result.result).toBe('inconclusive');
    expect(rowOf(result, peakSubject).reason).toMatch(/cannot be compared/);
  });

  it.each([
    ['target', { target: 'kind' }],
    ['load', { loadDigest: 'other' }],
    ['loose limit', { looseLimitBytes: 2 ** 29 }],
  ])('at another %s is not compared', (_, over) => {
    expect(gateOf(increase, losses(...grown(0.05)), base('baseline', steady, conditions({}, over))).result).toBe('inconclusive');
  });

  it('from another CPU or kernel build must be twice what is allowed, and that is said', () => {
    const other = conditions({ cpuModel: 'another' });
    expect(gateOf(increase, losses(...grown(0.03)), base('baseline', steady)).result).toBe('fail');
    expect(gateOf(increase, losses(...grown(0.03)), base('baseline', steady, other)).result).toBe('pass');
    const found = gateOf(increase, losses(...grown(0.05)), base('baseline', steady, conditions({ kernel: '0.0.7' })));
    expect(found).toMatchObject({ result: 'fail', base: { widened: ['kernel: 0.0.7 in base, 0.0.0 in head'] } });
  });
});

describe('without base', () => {
  it('what the plan asks is open, what a preset stands in for is left out', () => {
    expect(gateOf(increase, losses(200)).result).toBe('inconclusive');
    expect(rowOf(gateOf({}, [...losses(200), current()]), peakSubject).result).toBe('skipped');
  });
});

describe('doubts', () => {
  const bound = { 'containers.*.memory.peakBytes': ['error', { max: '420Mi' }] };

  it('an interrupted recording takes the worth from a pass, not from a failure', () => {
    const cut = loose(2, 200, { outcome: 'interrupted', quality: { ...quality, interrupted: true } });
    expect(gateOf(bound, [...losses(200), cut], null, 2)).toMatchObject({ result: 'inconclusive', recordings: { counted: 1, planned: 2 } });
    expect(gateOf(bound, [...losses(500), cut], null, 2).result).toBe('fail');
    expect(gateOf(bound, losses(200, 200), null, 2).result).toBe('pass');
  });

  it('iterations dropped at the peak do, those at another level do not', () => {
    const dropping = (rate: number) =>
      loose(1, 200, {
        phases: [phase(10, 110), phase(30, 150), phase(50, 190)].map((one) => (one.offeredRate === rate ? { ...one, droppedIterations: 5 } : one)),
      });
    expect(gateOf(bound, [dropping(50)]).result).toBe('inconclusive');
    expect(gateOf(bound, [dropping(10)]).result).toBe('pass');
  });

  it('a loose limit that was hit does', () => {
    expect(gateOf(bound, [loose(1, 200, { uncensored: false, limitHits: 3 })]).result).toBe('inconclusive');
  });
});

describe('gate.json', () => {
  it('has its published shape, and is the same for the same runs', () => {
    const make = () => gateOf({ extends: 'strict' }, [...losses(...grown(0.05)), current()], base('paired', steady));
    expect(gateResultSchema.safeParse(make()).error).toBeUndefined();
    expect(JSON.stringify(make())).toBe(JSON.stringify(make()));
  });

  it('survives a run without any recording', () => {
    expect(gateOf({ extends: 'strict' }, [])).toMatchObject({ result: 'inconclusive', recordings: { counted: 0 } });
  });
});
