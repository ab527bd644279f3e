import type { JudgedDocuments } from './report-input.ts';
import type { Answer, Tone } from './report-view.ts';
import { memoryText, sentence } from './wording.ts';

type Current = JudgedDocuments['recommendation']['current'];

const words: Readonly<Record<string, { word: string; tone: Tone }>> = {
  safe: { word: 'Yes', tone: 'good' },
  unsafe: { word: 'No', tone: 'bad' },
  unknown: { word: 'Not known', tone: 'warn' },
  none: { word: 'There is none', tone: 'warn' },
};

/** Is the limit that stands in the manifest safe, and how far is it from what was found? */
export function answerOf({ recommendation, analysis }: JudgedDocuments): Answer {
  const { current } = recommendation;
  const { word, tone } = words[current.verdict] as { word: string; tone: Tone };
  const said = [sentence(current.why), headroomSentence(current, recommendation.status), requestSentence(current, analysis)];
  return { question: 'Is the limit in the manifest safe?', word, tone, sentences: said.filter((text) => text !== '') };
}

/** Said only where the reason has not said it already. */
function headroomSentence({ limitBytes, headroomBytes, why }: Current, status: JudgedDocuments['recommendation']['status']): string {
  if (limitBytes === null) return '';
  const limit = `The manifest says ${memoryText(limitBytes)}`;
  const recommends = status === 'verified' || status === 'unverified';
  if (!recommends || headroomBytes === null || !Number.isFinite(headroomBytes)) return why.includes(memoryText(limitBytes)) ? '' : `${limit}.`;
  if (why.includes('recommended')) return '';
  if (headroomBytes === 0) return `${limit}, exactly what is recommended.`;
  return `${limit}: ${memoryText(Math.abs(headroomBytes))} ${headroomBytes < 0 ? 'less' : 'more'} than is recommended.`;
}

/** Request against use: pods that use more than they request are the first to be evicted when a node runs short. */
function requestSentence(current: Current, analysis: JudgedDocuments['analysis']): string {
  if (current.requestBytes === null) return '';
  const medians = analysis.phases.flatMap((phase) => (phase.phaseKind === 'level' && phase.medianHardBytes !== null ? [phase.medianHardBytes] : []));
  const highest = Math.max(...medians);
  if (!Number.isFinite(highest)) return `Its request is ${memoryText(current.requestBytes)}.`;
  return `Its request is ${memoryText(current.requestBytes)}; at the heaviest level the workload held ${memoryText(Math.round(highest / 2 ** 20) * 2 ** 20)} that cannot be reclaimed.`;
}
