import { kendallExactP } from '../../shared/stats/kendall.ts';
import { median } from '../../shared/stats/quantile.ts';
import { commonSlope, commonSlopeInterval } from '../../shared/stats/theil-sen.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import { collectionsIn } from './cycles.ts';
import type { Growth } from './document.ts';
import { type Floor, floorsOf } from './floor.ts';
import { negligibleShare } from './limits.ts';
import { misfitsOf } from './shapes.ts';
import { type Axis, stitch } from './stitch.ts';
import { type Stretch, stretchOf } from './stretch.ts';

const hourMs = 3_600_000;
/** Fewer blocks than this cannot reach the p that a leak needs, or do so by luck. */
const minBlocks = 8;

/** How the hard part grew inside the levels; null when there is too little to tell, or the process was not the same throughout. */
export function growthOf(facts: RecordingFacts): Growth | null {
  const stretch = stretchOf(facts);
  if (!stretch || restartedUnderLoad(facts)) return null;
  const floors = floorsOf(stretch);
  if (floors.reduce((sum, floor) => sum + floor.bytes.length, 0) < minBlocks) return null;
  const [byTime, byWork] = [fitOver(floors, 'timesMs'), fitOver(floors, 'work')];
  // A leak per request is straight over work, one of a timer over time; under constant load they are the same.
  const best = stretch.kind === 'stitched' && byWork.misfit.linear < byTime.misfit.linear ? byWork : byTime;
  // What saturates may do so over the other axis: a cache fills with work, a start-up job with time.
  const saturating = Math.min(byTime.misfit.saturating, byWork.misfit.saturating);
  const { linear, step } = best.misfit;
  return describe(
    stretch,
    floors,
    { ...best, misfit: { linear: Math.round(linear), step: Math.round(step), saturating: Math.round(saturating) } },
    byWork.slope,
    byTime.timeConstantMs,
  );
}

function restartedUnderLoad(facts: RecordingFacts): boolean {
  const first = facts.phases.find((phase) => phase.start.phaseKind === 'level')?.start.t ?? 0;
  return facts.instances.some((event) => event.container === facts.mainContainer && event.state === 'exited' && event.t > first);
}

interface Fit {
  readonly axis: Axis;
  readonly slope: number;
  readonly seen: number;
  /** Of the best saturating curve, where the axis is time. */
  readonly timeConstantMs: number;
  readonly misfit: Growth['misfit'];
}

function fitOver(floors: readonly Floor[], axis: Axis): Fit {
  const { xs, ys, slope } = stitch(floors, axis);
  const { timeConstant, ...misfit } = misfitsOf(xs, ys);
  return { axis, slope, seen: xs.at(-1) as number, misfit, timeConstantMs: timeConstant };
}

function describe(stretch: Stretch, floors: readonly Floor[], best: Fit, bytesPerIteration: number, timeConstantMs: number): Growth {
  const { axis, slope } = best;
  const perHour = (unitSlope: number) => Math.round((unitSlope * (axis === 'work' ? stretch.totalWork : stretch.totalMs) * hourMs) / stretch.totalMs);
  const strata = floors.map((floor) => ({ xs: floor[axis], ys: floor.bytes }));
  const interval = commonSlopeInterval(strata, 1.96);
  const medianBytes = median(floors.flatMap((floor) => floor.bytes)) ?? 0;
  return {
    stretch: stretch.kind,
    windowMs: floors.reduce((sum, { timesMs }) => sum + (timesMs.at(-1) as number) - (timesMs[0] as number), 0),
    loadMs: stretch.totalMs,
    medianBytes: Math.round(medianBytes),
    pValue: kendallExactP(floors.map((floor) => floor.bytes)),
    growthBytes: Math.round(slope * best.seen),
    bytesPerHour: perHour(slope),
    interval: interval ? [perHour(interval[0]), perHour(interval[1])] : null,
    bytesPerIteration: axis === 'work' || stretch.kind === 'constant' ? Math.round(bytesPerIteration) : null,
    detectableBytesPerHour: perHour(Math.max((negligibleShare * medianBytes) / best.seen, detectableSlope(strata, slope))),
    expectedRetainedBytes: Math.round(slope * (axis === 'work' ? stretch.totalWork : stretch.totalMs)),
    levels: floors.flatMap(levelSlope),
    ...(stretch.kind === 'constant' && stretch.segments[0] ? { collections: collectionsIn(stretch.segments[0]) } : {}),
    timeConstantMs: Math.round(timeConstantMs),
    misfit: best.misfit,
  };
}

function levelSlope(floor: Floor): { rate: number; bytesPerSecond: number }[] {
  const slope = commonSlope([{ xs: floor.timesMs, ys: floor.bytes }]);
  return slope === undefined ? [] : [{ rate: floor.rate, bytesPerSecond: Math.round(slope * 1000) }];
}

/** One-sided 2 % and 80 % power: 2.05 + 0.84 standard errors of a common slope by least squares. */
const detectableErrors = 2.89;

function detectableSlope(strata: readonly { readonly xs: readonly number[]; readonly ys: readonly number[] }[], slope: number): number {
  let residual = 0;
  let spreadX = 0;
  let freedom = -1;
  for (const { xs, ys } of strata) {
    const meanX = xs.reduce((sum, x) => sum + x, 0) / xs.length;
    const meanY = ys.reduce((sum, y) => sum + y, 0) / ys.length;
    xs.forEach((x, index) => {
      spreadX += (x - meanX) ** 2;
      residual += ((ys[index] as number) - meanY - slope * (x - meanX)) ** 2;
    });
    freedom += xs.length - 1;
  }
  return (detectableErrors * Math.sqrt(residual / Math.max(1, freedom))) / Math.sqrt(spreadX);
}
