import type { Recommendation } from '../../recommend/document.ts';
import type { JudgedDocuments } from './report-input.ts';
import type { Fact, Tone, Verdict } from './report-view.ts';
import { caveatNotes } from './sections/caveats.ts';
import { confirmedLimitBytes, sureness } from './sureness.ts';
import { count, durationText, hoursText, measuredText, memoryText, numberText, percentText, roleWords, unknown } from './wording.ts';

/** Status of a recommendation in words, everywhere the same. */
export const verdictWords: Readonly<Record<Recommendation['status'], { word: string; tone: Tone }>> = {
  verified: { word: 'VERIFIED', tone: 'good' },
  refuted: { word: 'REFUTED', tone: 'bad' },
  unverified: { word: 'NOT VERIFIED', tone: 'warn' },
  none: { word: 'NO RECOMMENDATION', tone: 'bad' },
};

/** What to set, how sure that is, and the runs behind it. */
export function verdictOf(documents: JudgedDocuments): Verdict {
  const { recommendation } = documents;
  const { word, tone } = verdictWords[recommendation.status];
  return { word, tone, headline: headline(documents), sentences: sureness(documents), facts: facts(documents), snippet: snippet(recommendation) };
}

function headline({ recommendation, analysis: { leak } }: JudgedDocuments): string {
  const confirmed = confirmedLimitBytes(recommendation);
  if (recommendation.status === 'refuted')
    return `Do not set ${confirmed === null ? 'the limit that was found' : memoryText(confirmed)}: it failed when it was run again.`;
  const { containers, interim } = recommendation;
  const set = containers.filter(({ memory }) => memory.limitBytes !== null);
  if (set.length === 0 && interim) {
    const why = leak.verdict === 'leak' ? `It leaks ${measuredText(leak.bytesPerHour)} an hour: no limit lasts.` : 'No limit can be recommended.';
    return `${why} For now: ${memoryText(interim.limitBytes)}, and restart every ${hoursText(interim.restartEveryHours)}.`;
  }
  if (set.length === 0) return recommendation.status === 'unverified' ? 'No limit was found yet.' : 'No limit can be recommended.';
  const searched = set.filter((container) => container.searched !== false);
  const [first] = searched;
  if (first === undefined || searched.length > 1) return `Set the limits of ${count(set.length, 'container')} as in the table below.`;
  const request = first.memory.requestBytes;
  const numbers = `${memoryText(first.memory.limitBytes)}${request === null ? '' : ` and the request to ${memoryText(request)}`}`;
  const [whose, beside] =
    set.length === 1 ? ['', ''] : [` of ${first.name}`, `; ${count(set.length - 1, 'container')} beside it: in the table below, not searched`];
  return recommendation.status === 'verified'
    ? `Set the memory limit${whose} to ${numbers}${beside}.`
    : `The best guess so far sets the memory limit${whose} to ${numbers}${beside}.`;
}

function facts(documents: JudgedDocuments): Fact[] {
  const { recommendation, plan } = documents;
  const caveats = caveatNotes(documents).length;
  const { verification } = recommendation;
  const failed = verification.highestFailed;
  return [
    { label: 'Runs at the final limit', value: verification.runs === 0 ? 'none' : `${verification.passes} of ${verification.runs} passed` },
    {
      label: 'Share of runs killed',
      value: verification.bound === null ? boundless(verification) : `at most ${percentText(verification.bound)} (95 % confidence)`,
    },
    { label: 'Load behind the verdict', value: Number.isFinite(verification.loadMinutes) ? `${numberText(verification.loadMinutes)} min` : unknown },
    { label: 'Highest limit that failed', value: failed === null ? 'none was seen to fail' : `${memoryText(failed.limitBytes)}: ${failed.how}` },
    { label: 'Leak', value: leakFact(documents) },
    { label: 'Less certain because of', value: caveats === 0 ? 'nothing that was found' : `${count(caveats, 'thing')}, listed below` },
    { label: 'Load', value: `peak ${numberText(plan.load.peak)} iterations/s on one pod, ${durationText(plan.load.holdMs)} at each level` },
  ];
}

/** A short run proves little about leaks: what it would have noticed stands beside the verdict. */
function leakFact({ analysis: { leak } }: JudgedDocuments): string {
  const noticed = leak.detectableBytesPerHour === null ? '' : `; one above ${measuredText(leak.detectableBytesPerHour)} an hour would have been noticed`;
  if (leak.verdict === 'leak') return `it leaks ${measuredText(leak.bytesPerHour)} an hour`;
  return leak.verdict === 'inconclusive' ? `not decided${noticed}` : `none was seen${noticed}`;
}

function boundless({ runs, passes }: Recommendation['verification']): string {
  return passes < runs ? `${runs - passes} of ${runs} failed` : unknown;
}

/** A few containers fit the first screen; more are in the table. */
const snippetContainers = 3;

function snippet(recommendation: Recommendation): string {
  const set = recommendation.containers.filter(({ memory }) => memory.limitBytes !== null);
  // What failed must not be one copy away from a manifest.
  if (recommendation.status === 'refuted' || set.length > snippetContainers) return '';
  const blocks = set.map(({ name, role, memory, cpu }) => {
    const requests = [
      memory.requestBytes === null ? [] : [`    memory: ${memoryText(memory.requestBytes)}`],
      cpu.requestMillicores === null ? [] : [`    cpu: ${cpu.requestMillicores}m`],
    ].flat();
    const head = [[`# container ${name}`, ...roleWords(role)].join(', '), 'resources:', ...(requests.length > 0 ? ['  requests:', ...requests] : [])];
    return [...head, '  limits:', `    memory: ${memoryText(memory.limitBytes)}`].join('\n');
  });
  return recommendation.status === 'verified' || blocks.length === 0
    ? blocks.join('\n')
    : [`# ${verdictWords[recommendation.status].word}`, ...blocks].join('\n');
}
