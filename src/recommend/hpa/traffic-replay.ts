import type { HpaReplay } from './document.ts';
import { hpaPolicy } from './hpa-policy.ts';
import { type SimulatedMetric, type SimulatedSecond, simulateHpa } from './simulate.ts';

/** A rise of the load of the whole service, and its way back. */
export interface Ramp {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Per second, of `from`. */
  readonly growthPerSecond: number;
}

export interface TrafficReplayInput {
  readonly metrics: readonly SimulatedMetric[];
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Pods that the controller holds at the beginning. */
  readonly startReplicas: number;
  readonly podReadyMs: number;
  /** What one pod can carry. */
  readonly perPod: number;
  /** Whether a pod under this load would pass its memory limit; null where that is not known. */
  readonly passesLimit: (loadPerPod: number) => boolean | null;
}

/** Rounding of loads and shares: a pod that is asked for a hundred-thousandth more than it carries is asked for what it carries. */
const rounding = 1e-5;

function loadAt({ from, to, growthPerSecond }: Ramp): { readonly at: (second: number) => number; readonly upSeconds: number } {
  const upSeconds = Math.ceil((to / from - 1) / growthPerSecond);
  const backAt = upSeconds + hpaPolicy.holdSeconds;
  return { at: (second) => (second >= backAt ? from : Math.min(to, from * (1 + growthPerSecond * second))), upSeconds };
}

/** Evenly spaced, the highest load per pod of each stretch, so that no peak is lost. */
function shown(seconds: readonly SimulatedSecond[]): HpaReplay['points'] {
  const stretch = Math.max(1, Math.ceil(seconds.length / hpaPolicy.shownPoints));
  const points: HpaReplay['points'] = [];
  for (let from = 0; from < seconds.length; from += stretch) {
    const part = seconds.slice(from, from + stretch);
    const busiest = part.reduce((most, each) => (each.loadPerPod > most.loadPerPod ? each : most));
    const rounded = (value: number) => Number(value.toPrecision(4));
    points.push({ ...busiest, load: rounded(busiest.load), loadPerPod: rounded(busiest.loadPerPod) });
  }
  return points;
}

/** Plays one ramp, the peak held, and the way back against the controller's rules. */
export function replayRamp(ramp: Ramp, input: TrafficReplayInput): HpaReplay {
  const { at, upSeconds } = loadAt(ramp);
  const watched = simulateHpa({
    ...input,
    loadAt: at,
    seconds: upSeconds + hpaPolicy.holdSeconds + hpaPolicy.backSeconds,
    // Longer than the window for scaling down, so that the controller's memory is filled.
    settleSeconds: 330,
    pipeline: { ageMs: hpaPolicy.metricAgeMs, windowMs: hpaPolicy.metricWindowMs },
  });
  const highest = watched.reduce((most, { loadPerPod }) => Math.max(most, loadPerPod), 0);
  return {
    name: ramp.name,
    highestLoadPerPod: Number(highest.toPrecision(4)),
    secondsAbove: watched.filter(({ loadPerPod }) => loadPerPod > input.perPod * hpaPolicy.highestLoad * (1 + rounding)).length,
    mostReplicas: Math.max(...watched.map(({ replicas }) => replicas)),
    endReplicas: watched.at(-1)?.replicas ?? input.startReplicas,
    passesLimit: input.passesLimit(highest),
    points: shown(watched),
  };
}
