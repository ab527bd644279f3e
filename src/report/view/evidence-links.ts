import type { Analysis, Finding } from '../../analysis/document.ts';
import type { Section, ViewLink } from './report-view.ts';

/** Where the evidence of each section stands: other sections, and rules whose finding says the same. */
const evidence: Readonly<Record<string, { readonly sections: readonly string[]; readonly rules: readonly string[] }>> = {
  answer: { sections: ['limits-tried', 'kills'], rules: [] },
  verdict: { sections: ['derivation', 'limits-tried', 'caveats'], rules: [] },
  numbers: { sections: ['derivation', 'limits-tried'], rules: [] },
  caveats: { sections: ['quality'], rules: [] },
  derivation: { sections: ['limits-tried', 'spread'], rules: [] },
  'limits-tried': { sections: ['kills', 'quality'], rules: ['starvation'] },
  others: { sections: ['limits-tried', 'memory-over-time'], rules: [] },
  'memory-over-time': { sections: ['kills', 'phases'], rules: ['sampling-missed-spike', 'forgotten-helper'] },
  'memory-against-load': { sections: ['phases'], rules: ['dropped-iterations', 'throttled-cpu'] },
  spread: { sections: ['quality'], rules: ['startup-peak-dominates'] },
  leak: { sections: ['phases'], rules: ['leak'] },
  hpa: { sections: ['memory-against-load', 'phases'], rules: [] },
  apply: { sections: ['derivation', 'caveats'], rules: [] },
  kills: { sections: ['memory-over-time'], rules: ['child-kill', 'unexplained-exit'] },
};

export const ruleAnchor = (rule: string): string => `rule-${rule.replaceAll(/[^\w-]/g, '-')}`;
export const recordingAnchor = (recording: string): string => `recording-${recording.replaceAll(/[^\w-]/g, '-')}`;

/** What a reader who doubts a section should look at next, of what this report has. */
export function evidenceLinks(id: string, sections: readonly Section[], findings: readonly Finding[]): ViewLink[] {
  const { sections: names, rules } = evidence[id] ?? { sections: [], rules: [] };
  return [
    ...names.flatMap((name) => sections.filter((section) => section.id === name).map((section) => ({ label: section.title, target: `${section.id}-heading` }))),
    ...rules.flatMap((rule) => findings.filter((finding) => finding.rule === rule).map(({ title }) => ({ label: `rule: ${title}`, target: ruleAnchor(rule) }))),
  ];
}

/** Names of recordings, wherever they are said, lead to what is known of their quality. */
export function recordingTargets({ recordings }: Analysis): Record<string, string> {
  return Object.fromEntries(recordings.map(({ recording }) => [recording, recordingAnchor(recording)]));
}
