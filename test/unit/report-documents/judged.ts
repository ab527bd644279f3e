import type { Analysis, Death, PhaseAnalysis, Quality, RecordingAnalysis } from '../../../src/analysis/document.ts';
import type { Recommendation, Replay } from '../../../src/recommend/document.ts';
import { MiB } from '../../../src/shared/quantity.ts';

/** Documents as the judging half would write them, small enough to be read beside the test that changes one field. */
export const quality: Quality = {
  ticksDue: 600,
  ticksLate: 1,
  ticksMissed: 0,
  gaps: [],
  interrupted: false,
  hostBusyShare: 0.41,
  kernelLog: 'heard',
  coldCache: 'evicted',
  notes: [],
};

export function phase(rate: number, hardMiB: number): PhaseAnalysis {
  return {
    name: `level-${rate}`,
    phaseKind: 'level',
    startMs: 8000,
    endMs: 16_000,
    offeredRate: rate,
    achievedRate: rate - 0.04,
    droppedIterations: 0,
    errorRate: 0,
    p50Ms: 12.3,
    p99Ms: 48.1,
    concurrency: rate / 40,
    peakBytes: { watermark: (hardMiB + 30) * MiB, sampled: (hardMiB + 28) * MiB, hardPart: hardMiB * MiB },
    watermarkOfPhase: true,
    medianHardBytes: (hardMiB - 2) * MiB,
    medianFileBytes: 24 * MiB,
    cpuMillicores: 210,
    throttledShare: 0.02,
    memoryStall: null,
    refaultsPerSecond: 0,
    majorFaultsPerSecond: 0,
  };
}

export function recording(name: string, over: Partial<RecordingAnalysis> = {}): RecordingAnalysis {
  return {
    recording: name,
    purpose: 'record',
    limitBytes: 1024 * MiB,
    seed: 11,
    loadFactor: 1,
    outcome: 'completed',
    durationMs: 30_000,
    quality,
    phases: [phase(10, 110), phase(30, 150), phase(50, 190)],
    peakBytes: { watermark: 220 * MiB, sampled: 218 * MiB, hardPart: 190 * MiB },
    startupPeakBytes: 80 * MiB,
    startupFileBytes: 24 * MiB,
    readyMs: 1400,
    uncensored: true,
    limitHits: 0,
    deaths: [],
    kills: [],
    restarts: 0,
    holders: [{ tMs: 20_000, comm: 'node', pid: 4242, rssBytes: 201 * MiB, pssBytes: 198 * MiB, threads: 11 }],
    retainedBytes: 3 * MiB,
    ...over,
  };
}

export function death(over: Partial<Death> = {}): Death {
  return {
    tMs: 15_000,
    container: 'app',
    phase: 'level-50',
    pid: 4242,
    comm: 'node',
    class: 'main-process',
    mainProcess: true,
    limitOwner: '/highwater/run/app',
    evidence: [
      { source: 'kernel-log', text: 'Memory cgroup out of memory: Killed process 4242 (node)', tMs: 15_000 },
      { source: 'counter', text: 'oom_kill 0 -> 1', tMs: 15_040 },
    ],
    confidence: 'certain',
    ...over,
  };
}

export function replay(name: string, limitMiB: number, over: Partial<Replay> = {}): Replay {
  const base = { recording: name, limitBytes: limitMiB * MiB, why: '', kills: 0, harm: [], seed: 21, loadFactor: 1, fileBytesAtReady: 24 * MiB } as const;
  return { ...base, harm: [], purpose: 'search', outcome: 'pass', ...over };
}

export function analysis(over: Partial<Analysis> = {}): Analysis {
  const curvePoints = ['01-record', '02-record', '03-record'].flatMap((name, run) =>
    [10, 20, 30, 40, 50].map((load) => ({ recording: name, phase: `level-${load}`, load, bytes: (90 + 2 * load + run) * MiB })),
  );
  return {
    kind: 'Analysis',
    schemaVersion: 1,
    runId: '20261121-090000-checkout',
    scenario: 'checkout',
    quality,
    phases: [phase(10, 110), phase(30, 150), phase(50, 190)],
    loadCurve: {
      baseBytes: 90 * MiB,
      bytesPerUnit: 2 * MiB,
      unit: 'iterations/s',
      interval: { baseBytes: [88 * MiB, 92 * MiB], bytesPerUnit: [1.7 * MiB, 2.3 * MiB] },
      points: curvePoints,
      residuals: [],
      why: 'fitted through the medians of 5 levels in 3 recordings',
    },
    kills: [],
    leak: { verdict: 'flat', bytesPerHour: null, interval: null, detectableBytesPerHour: 40 * MiB, why: 'the lowest value of each block stood still.' },
    findings: [
      { rule: 'startup-peak', outcome: 'clear', title: 'Startup peak', why: 'startup needs less than load', remedy: '', evidence: [] },
      {
        rule: 'retained-memory',
        outcome: 'finding',
        title: 'Memory kept after load',
        why: '3Mi stayed after the load had ended',
        remedy: 'look for caches',
        evidence: ['01-record: cooldown'],
      },
    ],
    recordings: [recording('01-record'), recording('02-record'), recording('03-record')],
    ...over,
  };
}

export function recommendation(over: Partial<Recommendation> = {}): Recommendation {
  return {
    kind: 'Recommendation',
    schemaVersion: 1,
    runId: '20261121-090000-checkout',
    scenario: 'checkout',
    status: 'verified',
    why: 'No kill and no broken objective in any run at the final limit.',
    verification: { runs: 4, passes: 4, bound: 0.527, loadMinutes: 4.2, highestFailed: { limitBytes: 192 * MiB, how: 'killed at 50 iterations/s' } },
    current: { limitBytes: 256 * MiB, requestBytes: 128 * MiB, verdict: 'safe', headroomBytes: 48 * MiB, why: 'It passed at peak in 1 run.' },
    containers: [
      {
        name: 'app',
        memory: {
          requestBytes: 208 * MiB,
          limitBytes: 208 * MiB,
          needBytes: 196 * MiB,
          surviveBytes: 196 * MiB,
          marginBytes: 12 * MiB,
          marginReason: 'tolerance bound over 3 uncensored peaks',
          marginKind: 'rigid',
          qosClass: 'Burstable',
        },
        cpu: { requestMillicores: 500, limitAdvice: 'no CPU limit: throttling would raise concurrency and with it memory' },
      },
    ],
    interim: null,
    overload: { factor: 1.2, outcome: 'passed', why: 'Nothing gave way.' },
    replays: [
      replay('04-current', 256, { purpose: 'current' }),
      replay('05-search', 220),
      replay('06-search', 192, { outcome: 'killed', why: 'main process killed at 50 iterations/s', kills: 1 }),
      replay('07-search', 196),
      replay('08-search', 196, { seed: 22 }),
      replay('09-search', 188, { outcome: 'harmed', why: 'p99 above 300 ms', harm: ['p99 412 ms'] }),
      replay('10-confirm', 208, { purpose: 'confirm', seed: 31 }),
      replay('11-confirm', 208, { purpose: 'confirm', seed: 32 }),
      replay('12-confirm', 208, { purpose: 'confirm', seed: 33 }),
      replay('13-confirm', 208, { purpose: 'confirm', seed: 34 }),
      replay('14-overload', 208, { purpose: 'overload', loadFactor: 1.2 }),
    ],
    derivation: [
      { step: 'watermark', before: null, after: 220 * MiB, why: 'highest kernel peak of 3 recordings', source: 'recordings 01 to 03' },
      { step: 'search', before: 220 * MiB, after: 196 * MiB, why: 'lowest limit that always passed', source: '5 replays' },
      { step: 'margin', before: 196 * MiB, after: 208 * MiB, why: 'tolerance bound, coverage 99 %, confidence 95 %', source: 'Krishnamoorthy and Mathew 2009' },
    ],
    caveats: ['The script never calls Math.random: the seeds changed the order of the levels only.'],
    ...over,
  };
}
