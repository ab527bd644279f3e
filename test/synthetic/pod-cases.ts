import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import type { SyntheticContainer, SyntheticPodDeath, SyntheticPodSpec } from '../../src/recording/synth-pod-spec.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { podAnalysis } from './pod-deaths.ts';

interface RuleCase {
  readonly fires: () => RecordingAnalysis[];
  readonly nearMiss: () => RecordingAnalysis[];
}

const app: SyntheticContainer = { name: 'app', usageBytes: 100 * MiB, limitBytes: 128 * MiB };
const proxy: SyntheticContainer = { name: 'proxy', usageBytes: 20 * MiB, limitBytes: 64 * MiB };
const three = (spec: Partial<SyntheticPodSpec>) => [1, 2, 3].map((index) => podAnalysis(spec, `0${index}-record`));
const killed = (how: Partial<SyntheticPodDeath>): SyntheticPodDeath => ({ atMs: 10_000, container: 'app', what: 'main', ...how });

/** What makes each rule about pods speak, and what comes close and must not. */
export const podCases: Readonly<Record<string, RuleCase>> = {
  'node-disturbed': {
    fires: () => three({ memoryPressureAtMs: 10_000 }),
    // The same kill at the container's own limit is none of the node's doing.
    nearMiss: () => three({ deaths: [killed({})] }),
  },
  'stale-oomkilled': {
    fires: () => three({ deaths: [killed({ what: 'child' }), killed({ atMs: 20_000, what: 'end', reason: 'OOMKilled', exitCode: 3 })] }),
    nearMiss: () => three({ deaths: [killed({ what: 'child' }), killed({ atMs: 20_000 })] }),
  },
  'pod-limit': {
    fires: () => three({ containers: [app, proxy], deaths: [killed({ container: 'proxy', limit: 'pod' })] }),
    // Alone in its pod a container hits both limits at once.
    nearMiss: () => three({ deaths: [killed({ limit: 'pod' })] }),
  },
  'sidecar-killed': {
    fires: () => three({ containers: [app, proxy], deaths: [killed({ container: 'proxy' })] }),
    nearMiss: () => three({ containers: [app, proxy], deaths: [killed({})] }),
  },
  'limitless-sibling': {
    fires: () => three({ containers: [app, { ...proxy, limitBytes: null }] }),
    // An init container has ended before the others run.
    nearMiss: () => three({ containers: [{ ...proxy, role: 'init', limitBytes: null, endsAtMs: 1500 }, app] }),
  },
};
