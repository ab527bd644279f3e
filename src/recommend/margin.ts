import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import { formatMemory } from '../shared/quantity.ts';
import { percentText } from './percent.ts';
import { policy } from './policy.ts';
import { ceilMebibyte, stepBytes } from './step.ts';
import { toleranceFactor } from './tolerance-factor.ts';

export interface Margin {
  readonly bytes: number;
  readonly kind: 'rigid' | 'elastic';
  readonly reason: string;
  /** Peaks behind a tolerance bound: count and standard deviation over mean; null for an edge width. */
  readonly spread: { readonly peaks: number; readonly relative: number } | null;
  /** From the lowest limit that passed down to the highest that ever failed, bytes; null when nothing failed. */
  readonly edgeBytes: number | null;
}

export interface MarginInput {
  readonly plan: Plan;
  readonly needBytes: number;
  /** Highest limit below the need with any kill or harm, even one that did not count yet. */
  readonly everFailedBytes: number | null;
  /** The runs whose peaks may speak; censored and overloaded ones are left out here. */
  readonly recordings: readonly RecordingAnalysis[];
}

/** Peaks of runs at the plan's peak load that no limit cut, by the source whose mean lies nearer to the need. */
function peaksNearNeed({ recordings, needBytes }: MarginInput): { name: string; values: number[] } | null {
  const whole = recordings.filter((recording) => recording.uncensored && recording.loadFactor === 1 && recording.outcome === 'completed');
  const sources = [
    { name: 'watermark', values: whole.flatMap(({ peakBytes }) => peakBytes.watermark ?? []) },
    { name: 'hard part', values: whole.flatMap(({ peakBytes }) => peakBytes.hardPart ?? []) },
  ].filter(({ values }) => values.length > 0);
  const distance = ({ values }: { values: number[] }) => Math.abs(mean(values) - needBytes);
  return sources.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}

/** Memory is rigid when what was held without a limit is what is needed under one: then peaks say how the need varies. */
function isRigid(plan: Plan, needBytes: number, peaks: readonly number[]): boolean {
  const peak = mean([...peaks]);
  return Math.abs(peak - needBytes) <= Math.max(stepBytes(plan, needBytes), policy.rigidAgreement * peak);
}

/** Relative: the spread of the peaks, carried over to the need. Never less than a step, because the need is not known better. */
export function toleranceBytes(plan: Plan, needBytes: number, relative: number, peaks: number): number {
  return needBytes * relative * toleranceFactor(peaks, 1 - plan.policy.killRisk, plan.policy.confidence);
}

function rigidMargin(input: MarginInput, peaks: { name: string; values: number[] }, edgeBytes: number | null): Margin {
  const { plan, needBytes } = input;
  const step = stepBytes(plan, needBytes);
  const relative = sampleStandardDeviation(peaks.values) / mean(peaks.values);
  const tolerance = toleranceBytes(plan, needBytes, relative, peaks.values.length);
  const gap = edgeBytes !== null && edgeBytes > step ? edgeBytes : 0;
  const bytes = ceilMebibyte(Math.max(tolerance, step, gap));
  const agreed = `rigid: the ${peaks.name} without a binding limit (${formatMemory(mean(peaks.values))}) and the need agree`;
  const bound = `the tolerance bound over ${peaks.values.length} peaks that vary by ${percentText(relative)} (coverage ${percentText(1 - plan.policy.killRisk)}, confidence ${percentText(plan.policy.confidence)}) is ${formatMemory(tolerance)}`;
  const raised =
    tolerance >= Math.max(step, gap) ? '' : gap > step ? '; raised to the part of the bracket that was not searched' : '; raised to one step of the search';
  return { bytes, kind: 'rigid', reason: `${agreed}; ${bound}${raised}`, spread: { peaks: peaks.values.length, relative }, edgeBytes };
}

function edgeMargin(input: MarginInput, edgeBytes: number | null, because: string): Margin {
  const step = stepBytes(input.plan, input.needBytes);
  const width =
    edgeBytes === null
      ? 'nothing tried has failed, so the edge was never seen and one step stands for it'
      : `from ${formatMemory(input.needBytes)}, the lowest limit that always passed, to ${formatMemory(input.everFailedBytes as number)}, the highest that ever failed`;
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
  const edgeBytes = input.everFailedBytes === null ? null : input.needBytes - input.everFailedBytes;
  const peaks = peaksNearNeed(input);
  if (peaks === null) return edgeMargin(input, edgeBytes, 'no run was left uncut by its limit, so peaks say nothing');
  if (!isRigid(input.plan, input.needBytes, peaks.values))
    return edgeMargin(input, edgeBytes, `elastic: ${formatMemory(mean(peaks.values))} was held without a binding limit, another amount is needed under one`);
  if (peaks.values.length < 2) return edgeMargin(input, edgeBytes, 'peak and need agree, but one peak has no spread');
  return rigidMargin(input, peaks, edgeBytes);
}
