import type { Plan } from '../../plan/plan.ts';
import type { Death, LoadCurve, RecordingAnalysis } from '../document.ts';
import type { HeapEvidence } from '../heap/document.ts';
import type { LeakVerdict } from '../leak/document.ts';
import type { Action, Cause, Diagnosis } from './document.ts';
import type { Picture } from './picture.ts';

/** One thing to be explained. */
export interface Case {
  readonly what: Diagnosis['what'];
  readonly subject: string;
  readonly recordings: readonly RecordingAnalysis[];
  readonly limitBytes: number | null;
  /** The deaths in question; empty where nobody died. */
  readonly deaths: readonly Death[];
}

/** What hypotheses may look at besides the case. */
export interface Background {
  readonly plan: Plan;
  readonly all: readonly RecordingAnalysis[];
  readonly loadCurve: LoadCurve | null;
  readonly leak: LeakVerdict;
  readonly heap?: HeapEvidence | undefined;
  /** Null without a recording at the loose limit. */
  readonly picture: Picture | null;
}

/**
 * `certain`: the evidence names it. `fits`: everything that is known agrees. `possible`: nothing speaks against it and little for it.
 * `rejected`: evidence speaks against it, which is said. `silent`: it has nothing to do with such a case.
 */
export type Stand = { readonly is: 'certain' | 'fits' | 'possible' | 'rejected'; readonly why: string } | { readonly is: 'silent' };

/** One explanation. `id` is a cause and the file's name. */
export interface Hypothesis {
  readonly cause: Cause;
  readonly lookFirst: string;
  /** What would tell this one from another that fits as well. */
  readonly tellApart: string;
  judge(one: Case, background: Background): Stand;
  actions(one: Case, background: Background): readonly Action[];
}

export const silent: Stand = { is: 'silent' };
export const rejected = (why: string): Stand => ({ is: 'rejected', why });
export const fits = (why: string): Stand => ({ is: 'fits', why });
export const certain = (why: string): Stand => ({ is: 'certain', why });
export const possible = (why: string): Stand => ({ is: 'possible', why });
