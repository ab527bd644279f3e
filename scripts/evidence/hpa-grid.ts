// The threshold formula against the controller's own rules, over a grid of ramps and pod start times: by how much is the target that the formula
// gives below or above the largest one at which no pod is ever asked for more than it can carry? Usage: npm run evidence -- hpa-grid [--exponential]
import { controllerDefaults } from '../../src/recommend/hpa/controller-defaults.ts';
import { hpaPolicy } from '../../src/recommend/hpa/hpa-policy.ts';
import { simulateHpa } from '../../src/recommend/hpa/simulate.ts';
import { thresholdOf } from '../../src/recommend/hpa/threshold.ts';

/** One pod carries this; loads are in units of it. Many pods, so that whole pods do not hide what the formula says. */
const pods = 100;
const requestMillicores = 1000;

type Shape = 'linear' | 'exponential';

interface Case {
  readonly shape: Shape;
  readonly growthPerSecond: number;
  readonly podReadySeconds: number;
  /** How many times the load that it began with the ramp reaches. */
  readonly times: number;
}

/** The highest load that any pod gets on a ramp, in units of what it can carry, at the worst moment for the ramp to begin. */
function worstLoadPerPod({ shape, growthPerSecond, podReadySeconds, times }: Case, targetPercent: number): number {
  // Where it is slowest to react: the load is just below the point at which the controller acts.
  const start = pods * (targetPercent / 100) * (1 + controllerDefaults.tolerance) * 0.999;
  const until = shape === 'linear' ? (times - 1) / growthPerSecond : Math.log(times) / growthPerSecond;
  const rising = (second: number) => (shape === 'linear' ? 1 + growthPerSecond * second : Math.exp(growthPerSecond * second));
  const loads = [0, 5, 10].map((syncPhaseSeconds) =>
    simulateHpa({
      loadAt: (second) => start * Math.min(times, rising(second)),
      seconds: Math.ceil(until) + 300,
      settleSeconds: 330,
      metrics: [{ resource: 'cpu', targetPercent, requestPerPod: requestMillicores, usageAt: (load) => load * requestMillicores }],
      minReplicas: pods,
      maxReplicas: 1e6,
      startReplicas: pods,
      podReadyMs: podReadySeconds * 1000,
      pipeline: { ageMs: hpaPolicy.metricAgeMs, windowMs: hpaPolicy.metricWindowMs },
      syncPhaseSeconds,
    }).reduce((most, { loadPerPod }) => Math.max(most, loadPerPod), 0),
  );
  return Math.max(...loads);
}

/** The largest whole percentage at which every pod stays below what it can carry. */
function largestSafePercent(ramp: Case): number {
  let safe = 0;
  let unsafe = 101;
  while (unsafe - safe > 1) {
    const middle = Math.floor((safe + unsafe) / 2);
    if (worstLoadPerPod(ramp, middle) <= 1) safe = middle;
    else unsafe = middle;
  }
  return safe;
}

/** What the load grows by within one lag, a second: of an exponential ramp that is what the formula, made for straight ones, has to be given. */
const growthWithinLag = ({ shape, growthPerSecond }: Case, lagSeconds: number): number =>
  shape === 'linear' ? growthPerSecond : Math.expm1(growthPerSecond * lagSeconds) / lagSeconds;

function rowOf(ramp: Case): { readonly text: string; readonly over: number } {
  const lagSeconds = (hpaPolicy.metricAgeMs + controllerDefaults.syncPeriodMs) / 1000 + ramp.podReadySeconds;
  const growthPerSecond = growthWithinLag(ramp, lagSeconds);
  const formula = Math.floor(100 * thresholdOf({ highest: 1, tolerance: controllerDefaults.tolerance, growthPerSecond, lagSeconds }));
  const safe = largestSafePercent(ramp);
  const reached = worstLoadPerPod(ramp, formula);
  const text = `| ${ramp.shape} | ${ramp.growthPerSecond * 100} %/s | ${ramp.podReadySeconds} s | ${ramp.times} x | ${formula} % | ${safe} % | ${reached.toFixed(3)} |`;
  return { text, over: formula - safe };
}

const shapes: readonly Shape[] = process.argv.includes('--exponential') ? ['exponential'] : ['linear'];
const rows = shapes.flatMap((shape) =>
  [0.001, 0.002, 0.005, 0.01, 0.02].flatMap((growthPerSecond) =>
    [5, 15, 30, 60, 120, 240].flatMap((podReadySeconds) => [10].map((times) => rowOf({ shape, growthPerSecond, podReadySeconds, times }))),
  ),
);
process.stdout.write('| ramp | growth | pod ready after | up to | formula | largest safe | load per pod at the formula |\n|---|---|---|---|---|---|---|\n');
for (const { text } of rows) process.stdout.write(`${text}\n`);
const over = rows.filter((row) => row.over > 0);
process.stdout.write(
  `\n${rows.length} cases; formula above the largest safe target in ${over.length}, by at most ${Math.max(0, ...over.map((row) => row.over))} points; `,
);
process.stdout.write(`below it by at most ${Math.max(...rows.map((row) => -row.over))} points\n`);
