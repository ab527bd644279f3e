import { formatMemory } from '../shared/quantity.ts';
import { median } from '../shared/stats/quantile.ts';
import type { Line } from '../shared/stats/theil-sen.ts';
import type { LoadCurve, PhaseAnalysis, RecordingAnalysis } from './document.ts';
import { freshLevels } from './fresh-levels.ts';
import { kneeOf } from './knee.ts';
import { curveInterval, lineThrough } from './load-curve-interval.ts';

type Unit = LoadCurve['unit'];
type Point = LoadCurve['points'][number];

/** Rate is what people plan with: concurrency is preferred only where it leaves clearly less unexplained. */
const clearlyBetter = 0.9;
/** Below one iteration in flight, on average, at every level there is nothing to add up: differences of a tenth are those of latency. */
const leastConcurrency = 1;

interface Candidate {
  readonly unit: Unit;
  readonly points: readonly Point[];
  readonly line: Line;
  readonly residuals: readonly number[];
  /** Median distance of the points from the line, bytes. */
  readonly unexplained: number;
}

/** Memory over load from the levels of the loose-limit recordings; null without two different loads. */
export function loadCurve(recordings: readonly RecordingAnalysis[]): LoadCurve | null {
  const byRate = candidate(recordings, 'iterations/s', (phase) => phase.achievedRate ?? phase.offeredRate);
  const byConcurrency = candidate(recordings, 'concurrent iterations', (phase) => phase.concurrency);
  if (!byRate && !byConcurrency) return null;
  const chosen = choose(byRate, byConcurrency);
  const { unit, points, line, residuals } = chosen;
  return {
    baseBytes: Math.round(line.intercept),
    bytesPerUnit: Math.round(line.slope),
    unit,
    interval: curveInterval(points, line),
    points: [...points],
    residuals: residuals.map(Math.round),
    tested: [Math.min(...points.map(({ load }) => load)), Math.max(...points.map(({ load }) => load))],
    fresh: freshLevels(points) ?? null,
    knee: kneeOf(points) ?? null,
    why: whyOf(chosen, chosen === byRate ? byConcurrency : byRate),
  };
}

function candidate(recordings: readonly RecordingAnalysis[], unit: Unit, loadOf: (phase: PhaseAnalysis) => number | null): Candidate | undefined {
  const points = recordings.flatMap(({ recording, phases }) =>
    phases.flatMap((phase): Point[] => {
      const load = loadOf(phase);
      if (phase.phaseKind !== 'level' || load === null || phase.medianHardBytes === null) return [];
      return [{ recording, phase: phase.name, load, bytes: phase.medianHardBytes }];
    }),
  );
  const line = lineThrough(points);
  if (!line) return undefined;
  const residuals = points.map((point) => point.bytes - (line.intercept + line.slope * point.load));
  return { unit, points, line, residuals, unexplained: median(residuals.map(Math.abs)) ?? 0 };
}

function choose(byRate: Candidate | undefined, byConcurrency: Candidate | undefined): Candidate {
  if (!byRate || !byConcurrency) return (byRate ?? byConcurrency) as Candidate;
  const sameData = byConcurrency.points.length === byRate.points.length;
  const inFlight = byConcurrency.points.some(({ load }) => load >= leastConcurrency);
  return sameData && inFlight && byConcurrency.unexplained < clearlyBetter * byRate.unexplained ? byConcurrency : byRate;
}

function whyOf(chosen: Candidate, other: Candidate | undefined): string {
  const size = (bytes: number) => formatMemory(Math.round(bytes));
  if (!other) return `only ${chosen.unit} is known for the levels`;
  return `${chosen.unit} leaves ${size(chosen.unexplained)} unexplained at the median level, ${other.unit} ${size(other.unexplained)}`;
}
