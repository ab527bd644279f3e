import type { PhaseAnalysis } from '../../../analysis/document.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Column, Section } from '../report-view.ts';
import { cell, durationText, latencyText, measuredText, millicoresText, numberText, percentText, rateText, unknown } from '../wording.ts';

type Measured = readonly [title: string, value: (phase: PhaseAnalysis) => string];

const measured: readonly Measured[] = [
  ['Lasted', (phase) => durationText(phase.endMs - phase.startMs)],
  ['Offered', (phase) => rateText(phase.offeredRate)],
  ['Achieved', (phase) => rateText(phase.achievedRate)],
  ['Dropped', (phase) => (phase.droppedIterations === null ? unknown : String(phase.droppedIterations))],
  ['In flight', (phase) => numberText(phase.concurrency)],
  ['Errors', (phase) => percentText(phase.errorRate)],
  ['p50', (phase) => latencyText(phase.p50Ms)],
  ['p99', (phase) => latencyText(phase.p99Ms)],
  ['Not reclaimable', (phase) => measuredText(phase.peakBytes.hardPart)],
  ['Highest sample', (phase) => measuredText(phase.peakBytes.sampled)],
  ['Kernel peak', (phase) => `${measuredText(phase.peakBytes.watermark)}${phase.watermarkOfPhase || phase.peakBytes.watermark === null ? '' : ' *'}`],
  ['File cache', (phase) => measuredText(phase.medianFileBytes)],
  ['CPU', (phase) => millicoresText(phase.cpuMillicores)],
  ['Throttled', (phase) => percentText(phase.throttledShare)],
  ['Memory stall', (phase) => percentText(phase.memoryStall)],
  ['Refaults', (phase) => rateText(phase.refaultsPerSecond)],
  ['Major faults', (phase) => rateText(phase.majorFaultsPerSecond)],
];

/** What was asked and what was seen in each phase of one recording, as the analysis chose it. A column that no phase knows is left out. */
export function phasesSection({ analysis: { phases } }: JudgedDocuments): Section {
  const section = { id: 'phases', title: 'Phase by phase', weight: 'detail', notes: [], charts: [] } as const;
  if (phases.length === 0) return { ...section, paragraphs: ['No phase was measured.'], tables: [] };
  const shown = measured.filter(([, value]) => phases.some((phase) => !value(phase).startsWith(unknown)));
  const columns: Column[] = [{ title: 'Phase' }, ...shown.map(([title]) => ({ title, numeric: true }))];
  const rows = phases.map((phase) => [cell(phase.name), ...shown.map(([, value]) => cell(dashForUnknown(value(phase))))]);
  const paragraphs = [
    ...(phases.some(({ phaseKind }) => phaseKind === 'level') ? [] : ['No load level was measured.']),
    ...(phases.some((phase) => !phase.watermarkOfPhase && phase.peakBytes.watermark !== null)
      ? ["* The kernel's peak could not be reset between phases: it covers everything since the start."]
      : []),
  ];
  return { ...section, paragraphs, tables: [{ caption: 'Phases of the run with the highest peak', columns, rows }] };
}

/** In a table this wide the words would be louder than the numbers; the dash is explained by the column beside it. */
function dashForUnknown(text: string): string {
  return text === unknown ? '–' : text;
}
