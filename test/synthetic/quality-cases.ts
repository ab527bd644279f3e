import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysisOf } from './facts-of.ts';
import { soakSpec } from './leak-kinds.ts';
import { ladderSpec } from './specs.ts';

type Change = (recording: RecordingAnalysis, index: number) => Partial<RecordingAnalysis>;

const three = () =>
  [1, 2, 3].map((index) =>
    analysisOf(ladderSpec({ seed: index, index, memory: { baseBytes: 100 * MiB, bytesPerRate: MiB, noiseBytes: 0.1 * MiB, fileBytes: 40 * MiB } })),
  );
const changed = (change: Change) => three().map((recording, index) => ({ ...recording, ...change(recording, index) }));
const quality =
  (about: Partial<RecordingAnalysis['quality']>): Change =>
  (recording) => ({ quality: { ...recording.quality, ...about } });

const soaks = (memory: Parameters<typeof soakSpec>[0]) =>
  [1, 2, 3].map((seed) => analysisOf(soakSpec({ noiseBytes: 0.2 * MiB, ...memory }, seed), `0${seed}-record`));
const plain = { baseBytes: 100 * MiB, bytesPerRate: 0 };

/** Loose-limit runs, and one at a limit that bound, whose p99 is `factor` times theirs. */
const boundAt = (factor: number) => [
  ...three(),
  ...changed((recording) => ({
    recording: '04-search',
    purpose: 'search',
    limitBytes: 128 * MiB,
    uncensored: false,
    limitHits: 900,
    phases: recording.phases.map((phase) => ({ ...phase, refaultsPerSecond: 4000, p99Ms: phase.p99Ms === null ? null : factor * phase.p99Ms })),
  })).slice(0, 1),
];

/** Rules about the data themselves and about cache: what makes each speak, and what comes close and must not. */
export const qualityCases: Readonly<Record<string, { readonly fires: () => RecordingAnalysis[]; readonly nearMiss: () => RecordingAnalysis[] }>> = {
  'too-few-recordings': { fires: () => three().slice(0, 2), nearMiss: three },
  'missed-samples': {
    fires: () => changed(quality({ ticksDue: 1000, ticksMissed: 20 })),
    nearMiss: () => changed(quality({ ticksDue: 1000, ticksMissed: 9 })),
  },
  'generator-saturated': {
    fires: () =>
      changed((recording) => ({
        phases: recording.phases.map((phase) => ({ ...phase, achievedRate: phase.achievedRate === null ? null : 0.8 * phase.achievedRate })),
      })),
    nearMiss: () =>
      changed((recording) => ({
        phases: recording.phases.map((phase) => ({ ...phase, achievedRate: phase.achievedRate === null ? null : 0.95 * phase.achievedRate })),
      })),
  },
  'watermark-not-reset': {
    fires: () => changed((recording) => ({ phases: recording.phases.map((phase) => ({ ...phase, watermarkOfPhase: phase.phaseKind !== 'level' })) })),
    nearMiss: () => changed((recording) => ({ phases: recording.phases.map((phase) => ({ ...phase, watermarkOfPhase: phase.phaseKind === 'level' })) })),
  },
  'run-too-short': {
    fires: () => soaks({ ...plain, cache: { bytes: 60 * MiB, tauMs: 40_000 } }),
    nearMiss: () => soaks({ ...plain, cache: { bytes: 60 * MiB, tauMs: 8000 } }),
  },
  'shared-file-charge': {
    fires: () => changed((recording, index) => ({ startupFileBytes: index === 1 ? 5 * MiB : recording.startupFileBytes })),
    // A little less in one, and much less in another that setup() of the script drove against its limit before any load.
    nearMiss: () =>
      changed((recording, index) => ({
        startupFileBytes: [recording.startupFileBytes ?? 0, (recording.startupFileBytes ?? 0) - 2 * MiB, 5 * MiB][index] ?? null,
        phases: recording.phases.map((phase) =>
          index === 2 && phase.phaseKind === 'idle' ? { ...phase, peakBytes: { ...phase.peakBytes, watermark: recording.limitBytes } } : phase,
        ),
      })),
  },
  'cache-mattered': { fires: () => boundAt(4), nearMiss: () => boundAt(1.2) },
};
