import type { ReportView } from '../view/report-view.ts';

/** The view as a document for programs. What is not finite becomes null, as JSON has it. */
export function renderJson(view: ReportView): string {
  return `${JSON.stringify({ kind: 'Report', schemaVersion: 1, ...view })}\n`;
}
