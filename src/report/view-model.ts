import { answerOf } from './view/answer.ts';
import { evidenceLinks, recordingTargets } from './view/evidence-links.ts';
import { plainTree } from './view/plain-text.ts';
import type { ReportInput } from './view/report-input.ts';
import type { ReportView, Section } from './view/report-view.ts';
import { applySection } from './view/sections/apply.ts';
import { caveatsSection } from './view/sections/caveats.ts';
import { derivationSection } from './view/sections/derivation.ts';
import { diagnosisSection } from './view/sections/diagnosis.ts';
import { environmentSection } from './view/sections/environment.ts';
import { findingsSection } from './view/sections/findings.ts';
import { hpaSection } from './view/sections/hpa.ts';
import { killsSection } from './view/sections/kills.ts';
import { leakSection } from './view/sections/leak.ts';
import { limitsTriedSection } from './view/sections/limits-tried.ts';
import { memoryAgainstLoadSection } from './view/sections/memory-against-load.ts';
import { memoryOverTimeSection } from './view/sections/memory-over-time.ts';
import { numbersSection } from './view/sections/numbers.ts';
import { othersSection } from './view/sections/others.ts';
import { phasesSection } from './view/sections/phases.ts';
import { qualitySection } from './view/sections/quality.ts';
import { runtimeSection } from './view/sections/runtime.ts';
import { spreadSection } from './view/sections/spread.ts';
import { verdictOf } from './view/verdict.ts';

/** In the order of reading: what to set, what speaks against it, why, the pictures, then the evidence. */
const sections: readonly ((input: ReportInput) => Section | undefined)[] = [
  numbersSection,
  caveatsSection,
  applySection,
  derivationSection,
  diagnosisSection,
  limitsTriedSection,
  runtimeSection,
  hpaSection,
  othersSection,
  memoryOverTimeSection,
  memoryAgainstLoadSection,
  spreadSection,
  leakSection,
  killsSection,
  findingsSection,
  phasesSection,
  qualitySection,
  environmentSection,
];

/** Everything that a report says. Pure; text of workloads is made harmless to show, formats still have to escape it. */
export function buildReportView(raw: ReportInput): ReportView {
  const input = plainTree(raw);
  const { scenario, runId } = input.recommendation;
  const made = sections.flatMap((section) => section(input) ?? []);
  const links = (id: string) => evidenceLinks(id, made, input.analysis.findings);
  return {
    scenario,
    runId,
    answer: { ...answerOf(input), links: links('answer') },
    verdict: { ...verdictOf(input), links: links('verdict') },
    sections: made.map((section) => ({ ...section, links: [...(section.links ?? []), ...links(section.id)] })),
    targets: recordingTargets(input.analysis),
  };
}
