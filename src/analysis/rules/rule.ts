import type { Plan } from '../../plan/plan.ts';
import type { LoadCurve, RecordingAnalysis } from '../document.ts';
import type { HeapEvidence } from '../heap/document.ts';
import type { LeakVerdict } from '../leak/document.ts';

/** What rules may look at. */
export interface RuleInput {
  readonly plan: Plan;
  /** The recordings at the loose limit. */
  readonly loose: readonly RecordingAnalysis[];
  readonly all: readonly RecordingAnalysis[];
  readonly loadCurve: LoadCurve | null;
  readonly leak: LeakVerdict;
  /** Undefined where nobody asked for heap snapshots. */
  readonly heap?: HeapEvidence | undefined;
}

/** Evidence that a rule cannot do without; the rule is not applicable where it is missing. */
export type Need = 'recordings' | 'loose-recordings' | 'watermark' | 'cpu-quota' | 'load' | 'holders' | 'faults' | 'pods';

export type RuleResult =
  | { readonly outcome: 'finding'; readonly why: string; readonly evidence: readonly string[] }
  | { readonly outcome: 'clear' | 'inconclusive' | 'not-applicable'; readonly why: string };

/** One way to look at a run. `id` is the file's name. */
export interface Rule {
  readonly id: string;
  /** What is wrong, when it is a finding. */
  readonly title: string;
  /** What to do about it. */
  readonly remedy: string;
  readonly needs: readonly Need[];
  evaluate(input: RuleInput): RuleResult;
}

export const clear = (why: string): RuleResult => ({ outcome: 'clear', why });
export const finding = (why: string, evidence: readonly string[]): RuleResult => ({ outcome: 'finding', why, evidence });
