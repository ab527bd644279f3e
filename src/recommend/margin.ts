import { mean } from 'simple-statistics';
import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import { formatMemory } from '../shared/quantity.ts';
import type { Edge } from './edge.ts';
import { droveLadder } from './loose-reference.ts';
import { percentText } from './percent.ts';
import { policy } from './policy.ts';
import { ceilMebibyte, stepBytes } from './step.ts';
import { toleranceFactor } from './tolerance-factor.ts';

export interface Margin {
  readonly bytes: number;
  readonly kind: 'rigid' | 'elastic';
  readonly reason: string;
  /** Peaks behind a tolerance bound: count, standard deviation over mean, and its degrees of freedom; null for an edge width. */
  readonly spread: { readonly peaks: number; readonly relative: number; readonly freedom: number } | null;
  /** From the lowest limit that always passed down to the highest below the need that ever failed, bytes; null when nothing failed. */
  readonly edgeBytes: number | null;
}

export interface MarginInput {
  readonly plan: Plan;
  readonly needBytes: number;
  readonly edge: Edge;
  /** The runs whose peaks may speak; censored and overloaded ones are left out here. */
  readonly recordings: readonly RecordingAnalysis[];
}

interface Peaks {
  readonly name: string;
  readonly count: number;
  /** Mean over the load whose peaks lie nearest to the need, bytes. */
  readonly meanBytes: number;
  /** Standard deviation over mean, each peak compared with those of the same load only. */
  readonly relative: number;
  /** Degrees of freedom behind `relative`. */
  readonly freedom: number;
}

const square = (value: number): number => value * value;

/**
 * Peaks of one source. A run of the whole ladder and one of the peak level alone are two loads: what lies between their peaks is no chance, so only
 * the spread within each is pooled.
 */
function peaksOf(name: string, runs: readonly RecordingAnalysis[], needBytes: number): Peaks | undefined {
  const values = (load: readonly RecordingAnalysis[]) =>
    load.flatMap(({ peakBytes }) => (name === 'watermark' ? peakBytes.watermark : peakBytes.hardPart) ?? []);
  const loads = [...Map.groupBy(runs, droveLadder).values()].map(values).filter((peaks) => peaks.length > 0);
  const count = loads.reduce((sum, peaks) => sum + peaks.length, 0);
  const [nearest] = loads.map((peaks) => mean(peaks)).sort((a, b) => Math.abs(a - needBytes) - Math.abs(b - needBytes));
  if (nearest === undefined) return undefined;
  const freedom = count - loads.length;
  const squares = loads.reduce((sum, peaks) => sum + peaks.reduce((own, peak) => own + square(peak / mean(peaks) - 1), 0), 0);
  return { name, count, meanBytes: nearest, relative: freedom === 0 ? 0 : Math.sqrt(squares / freedom), freedom };
}

/** Peaks of runs at the plan's peak load that no limit cut, by the source whose mean lies nearer to the need. */
function peaksNearNeed(whole: readonly RecordingAnalysis[], needBytes: number): Peaks | undefined {
  const sources = ['watermark', 'hard part'].map((name) => peaksOf(name, whole, needBytes)).filter((peaks) => peaks !== undefined);
  return sources.sort((a, b) => Math.abs(a.meanBytes - needBytes) - Math.abs(b.meanBytes - needBytes))[0];
}

/**
 * What an elastic workload gives away: it holds less under a lower limit although neither limit cut it, as a heap does that is sized from its limit.
 * Then the peaks of different limits are no repetitions of each other. Words for it, undefined when the limit makes no difference.
 */
function followsLimit(plan: Plan, name: string, runs: readonly RecordingAnalysis[]): string | undefined {
  for (const load of Map.groupBy(runs, droveLadder).values()) {
    const byLimit = [...Map.groupBy(load, (run) => run.limitBytes)].sort(([a], [b]) => a - b);
    const held = byLimit.map(([limitBytes, same]) => ({ limitBytes, bytes: meanPeak(name, same) })).filter(({ bytes }) => Number.isFinite(bytes));
    const [low, high] = [held[0], held.at(-1)];
    if (low && high && high.bytes - low.bytes > Math.max(stepBytes(plan, low.bytes), policy.rigidAgreement * high.bytes))
      return `${formatMemory(Math.round(low.bytes))} was held at ${formatMemory(low.limitBytes)} and ${formatMemory(Math.round(high.bytes))} at ${formatMemory(high.limitBytes)}, though neither limit bound`;
  }
  return undefined;
}

const meanPeak = (name: string, runs: readonly RecordingAnalysis[]): number => {
  const peaks = runs.flatMap(({ peakBytes }) => (name === 'watermark' ? peakBytes.watermark : peakBytes.hardPart) ?? []);
  return peaks.length === 0 ? Number.NaN : mean(peaks);
};

/** Memory is rigid when what was held without a limit is what is needed under one: then peaks say how the need varies. */
function isRigid(plan: Plan, needBytes: number, { meanBytes }: Peaks): boolean {
  return Math.abs(meanBytes - needBytes) <= Math.max(stepBytes(plan, needBytes), policy.rigidAgreement * meanBytes);
}

/** Relative: the spread of the peaks, carried over to the need. One degree of freedom more is the count of values that it stands for. */
export function toleranceBytes(plan: Plan, needBytes: number, { relative, freedom }: Pick<Peaks, 'relative' | 'freedom'>): number {
  return needBytes * relative * toleranceFactor(freedom + 1, 1 - plan.policy.killRisk, plan.policy.confidence);
}

function rigidMargin(input: MarginInput, peaks: Peaks, edgeBytes: number | null): Margin {
  const { plan, needBytes } = input;
  const { name, count, meanBytes, relative, freedom } = peaks;
  const step = stepBytes(plan, needBytes);
  const tolerance = toleranceBytes(plan, needBytes, peaks);
  const gap = edgeBytes !== null && edgeBytes > step ? edgeBytes : 0;
  const bytes = ceilMebibyte(Math.max(tolerance, step, gap));
  const agreed = `rigid: the ${name} without a binding limit (${formatMemory(meanBytes)}) and the need agree`;
  const bound = `the tolerance bound over ${count} peaks that vary by ${percentText(relative)} (coverage ${percentText(1 - plan.policy.killRisk)}, confidence ${percentText(plan.policy.confidence)}) is ${formatMemory(tolerance)}`;
  const raised =
    tolerance >= Math.max(step, gap) ? '' : gap > step ? '; raised to the part of the bracket that was not searched' : '; raised to one step of the search';
  return { bytes, kind: 'rigid', reason: `${agreed}; ${bound}${raised}`, spread: { peaks: count, relative, freedom }, edgeBytes };
}

function edgeMargin(input: MarginInput, edgeBytes: number | null, because: string): Margin {
  const step = stepBytes(input.plan, input.needBytes);
  const width =
    edgeBytes === null
      ? 'nothing tried has failed, so the edge was never seen and one step stands for it'
      : `from ${formatMemory(input.edge.alwaysPassedBytes)}, the lowest limit that always passed, to ${formatMemory(input.edge.everFailedBytes as number)}, the highest below the need that ever failed`;
  return {
    bytes: ceilMebibyte(Math.max(step, edgeBytes ?? 0)),
    kind: 'elastic',
    reason: `${because}; the margin is the width of the edge: ${width}`,
    spread: null,
    edgeBytes,
  };
}

/** Margin on top of the need, bytes, whole Mi. Never a fixed percentage: the spread of the peaks, or the width of the edge. */
export function marginOf(input: MarginInput): Margin {
  const { alwaysPassedBytes, everFailedBytes } = input.edge;
  const edgeBytes = everFailedBytes === null ? null : alwaysPassedBytes - everFailedBytes;
  const whole = input.recordings.filter((recording) => recording.uncensored && recording.loadFactor === 1 && recording.outcome === 'completed');
  const peaks = peaksNearNeed(whole, input.needBytes);
  if (peaks === undefined) return edgeMargin(input, edgeBytes, 'no run was left uncut by its limit, so peaks say nothing');
  if (!isRigid(input.plan, input.needBytes, peaks))
    return edgeMargin(input, edgeBytes, `elastic: ${formatMemory(peaks.meanBytes)} was held without a binding limit, another amount is needed under one`);
  const followed = followsLimit(input.plan, peaks.name, whole);
  if (followed !== undefined) return edgeMargin(input, edgeBytes, `elastic: ${followed}`);
  if (peaks.freedom === 0) return edgeMargin(input, edgeBytes, 'peak and need agree, but one peak has no spread');
  return rigidMargin(input, peaks, edgeBytes);
}
