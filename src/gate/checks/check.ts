import type { Finding, RecordingAnalysis } from '../../analysis/document.ts';
import type { Recommendation } from '../../recommend/document.ts';
import type { Survey } from '../../recommend/survey.ts';

/** What a named question may look at. */
export interface CheckInput {
  readonly survey: Survey;
  /** At the loose limit and at the manifest's own; replays at other limits are there to fail. */
  readonly recordings: readonly RecordingAnalysis[];
  /** Of the rules, over those recordings only. */
  readonly findings: readonly Finding[];
  readonly recommendation: Recommendation;
}

export interface CheckAnswer {
  readonly result: 'pass' | 'fail' | 'inconclusive' | 'skipped';
  readonly found: string;
  readonly reason: string;
  readonly remedy: string;
  readonly decidedBy: string | null;
}

/** A question with a name. `expected` completes "expected: ...". */
export interface Check {
  readonly id: string;
  readonly expected: string;
  answer(input: CheckInput): CheckAnswer;
}

export const answer = (
  result: CheckAnswer['result'],
  found: string,
  reason: string,
  more: Partial<Pick<CheckAnswer, 'remedy' | 'decidedBy'>> = {},
): CheckAnswer => ({
  result,
  found,
  reason,
  remedy: more.remedy ?? '',
  decidedBy: more.decidedBy ?? null,
});
