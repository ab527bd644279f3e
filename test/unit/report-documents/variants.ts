import type { Analysis } from '../../../src/analysis/document.ts';
import type { Recommendation } from '../../../src/recommend/document.ts';
import { MiB } from '../../../src/shared/quantity.ts';
import { analysis, death, quality, recommendation, recording, replay } from './judged.ts';

export interface Judged {
  readonly analysis: Analysis;
  readonly recommendation: Recommendation;
}

const killed = recording('06-search', {
  purpose: 'search',
  limitBytes: 192 * MiB,
  uncensored: false,
  limitHits: 4,
  outcome: 'stopped-at-kill',
  deaths: [death()],
  kills: [death()],
});

export function verified(): Judged {
  const base = analysis();
  return { analysis: { ...base, recordings: [...base.recordings, killed], kills: [death()] }, recommendation: recommendation() };
}

export function refuted(): Judged {
  const base = verified();
  const replays = [
    ...recommendation().replays,
    replay('15-confirm', 208, { purpose: 'confirm', outcome: 'killed', kills: 1, why: 'main process killed at 50 iterations/s' }),
  ];
  return {
    ...base,
    recommendation: recommendation({
      status: 'refuted',
      why: 'A run at the final limit was killed.',
      verification: { runs: 5, passes: 4, bound: null, loadMinutes: 5.1, highestFailed: { limitBytes: 208 * MiB, how: 'killed at 50 iterations/s' } },
      current: { limitBytes: 160 * MiB, requestBytes: 128 * MiB, verdict: 'unsafe', headroomBytes: -48 * MiB, why: 'It was killed at 40 iterations/s.' },
      containers: recommendation().containers.map((app) => ({ ...app, memory: { ...app.memory, limitBytes: null, requestBytes: null } })),
      replays,
    }),
  };
}

export function leaking(): Judged {
  const base = verified();
  return {
    analysis: {
      ...base.analysis,
      leak: {
        verdict: 'leak',
        bytesPerHour: 310 * MiB,
        interval: [280 * MiB, 340 * MiB],
        detectableBytesPerHour: 40 * MiB,
        why: 'Every block was higher than the one before.',
      },
    },
    recommendation: recommendation({
      status: 'none',
      why: 'It leaks: every limit is reached in the end.',
      containers: [],
      overload: null,
      verification: { runs: 0, passes: 0, bound: null, loadMinutes: 0, highestFailed: null },
      current: { limitBytes: 256 * MiB, requestBytes: null, verdict: 'unsafe', headroomBytes: null, why: 'It is reached after 0.2 hours of this load.' },
      interim: {
        limitBytes: 512 * MiB,
        restartEveryHours: 0.5,
        hoursToKill: [
          { limitBytes: 512 * MiB, hours: 1.05 },
          { limitBytes: 1024 * MiB, hours: 2.7 },
        ],
        why: 'Half of the time until the limit is reached.',
      },
      replays: [],
      derivation: [],
    }),
  };
}

export function unverified(): Judged {
  const base = verified();
  return {
    analysis: { ...base.analysis, quality: { ...quality, kernelLog: 'denied', coldCache: 'unavailable' } },
    recommendation: recommendation({
      status: 'unverified',
      why: 'The page cache could not be made cold, so a pass may be luck.',
      verification: { runs: 2, passes: 2, bound: 0.776, loadMinutes: 1.4, highestFailed: null },
      current: { limitBytes: null, requestBytes: null, verdict: 'none', headroomBytes: null, why: 'The manifest sets no memory limit.' },
    }),
  };
}

export function interrupted(): Judged {
  const cut = { ...quality, interrupted: true };
  const base = analysis({
    quality: cut,
    loadCurve: null,
    phases: [],
    findings: [],
    recordings: [recording('01-record', { outcome: 'interrupted', quality: cut, phases: [] })],
  });
  return {
    analysis: { ...base, leak: { ...base.leak, verdict: 'inconclusive', why: 'The recording was cut off.' } },
    recommendation: recommendation({
      status: 'none',
      why: 'The run was interrupted before any limit was tried.',
      containers: [],
      overload: null,
      verification: { runs: 0, passes: 0, bound: null, loadMinutes: 0, highestFailed: null },
      current: { limitBytes: 256 * MiB, requestBytes: null, verdict: 'unknown', headroomBytes: null, why: 'It was not tried.' },
      replays: [],
      derivation: [],
      caveats: [],
    }),
  };
}

export const variants = { verified, refuted, leaking, unverified, interrupted } as const;
