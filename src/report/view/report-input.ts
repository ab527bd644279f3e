import type { Analysis } from '../../analysis/document.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Recommendation } from '../../recommend/document.ts';
import type { RecordingSeries } from '../series/recording-series.ts';

/** What the verdict is said from. */
export interface JudgedDocuments {
  readonly analysis: Analysis;
  readonly recommendation: Recommendation;
  readonly plan: Plan;
}

/** Recordings that are drawn; `unreadable` names those that should have been and why they are not. */
export interface DrawnRecordings {
  readonly loose: RecordingSeries | undefined;
  readonly failed: RecordingSeries | undefined;
  readonly unreadable: readonly { readonly recording: string; readonly why: string }[];
}

/** Everything that a full report is made from. */
export interface ReportInput extends JudgedDocuments {
  readonly drawn: DrawnRecordings;
}
