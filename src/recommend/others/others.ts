import { formatMemory, MiB } from '../../shared/quantity.ts';
import type { ContainerRecommendation, Other } from '../document.ts';
import type { Survey } from '../survey.ts';
import { type Advised, adviseAll, type Spread } from './advise-all.ts';
import { replayedAt } from './replayed-at.ts';
import { replayedExactly, undecidedReplays } from './replayed-exactly.ts';
import { ruleFacts } from './rule-facts.ts';
import { traceOf } from './trace.ts';

type Ours = Pick<ContainerRecommendation['memory'], 'requestBytes' | 'limitBytes'>;

const notReplayed: Other['replayed'] = { outcome: 'not replayed', limitBytes: null, why: 'there is no number to replay' };

const rounded = (bytes: number): string => formatMemory(Math.round(bytes / MiB) * MiB);

/** A difference of less than this is none: quantities in manifests are whole Mi. */
const worthSayingBytes = MiB;

function comparison(bytes: number, oursBytes: number | null): string {
  if (oursBytes === null) return 'highwater recommends nothing to compare it with';
  const difference = bytes - oursBytes;
  if (Math.abs(difference) < worthSayingBytes) return `the same as highwater's ${formatMemory(oursBytes)}`;
  const times = bytes / oursBytes;
  const size = times >= 4 ? `${Math.round(times)} times` : `${rounded(Math.abs(difference))} ${difference > 0 ? 'above' : 'below'}`;
  return `${size} highwater's ${formatMemory(oursBytes)}`;
}

function replayedNear(survey: Survey, bytes: number): Other['replayed'] {
  const near = replayedAt(survey.trials, bytes);
  return { ...near, why: near.why + undecidedReplays(survey, bytes) };
}

/** How much depends on the moment of the first reading. */
function spreadText(spread: Spread | null): string {
  if (spread === null || spread.highestBytes - spread.lowestBytes < worthSayingBytes) return '';
  return ` (${rounded(spread.lowestBytes)} to ${rounded(spread.highestBytes)}, by the moment at which it first looks)`;
}

function rowsOf(advised: Advised, ours: Ours, survey: Survey): Other[] {
  const { advice, rule, history } = advised;
  const row = (field: Other['field'], bytes: number | null): Other => ({
    rule: advice.rule,
    history,
    sampledEveryMs: rule.everyMs,
    field,
    valueBytes: bytes,
    why:
      bytes === null
        ? advice.because
        : `${advice.because}${spreadText(advised.spread[field])}: ${comparison(bytes, field === 'limit' ? ours.limitBytes : ours.requestBytes)}`,
    refused: advice.refused ?? null,
    replayed: bytes === null ? notReplayed : (replayedExactly(survey, bytes) ?? replayedNear(survey, bytes)),
  });
  if (advice.refused !== undefined) return [row('limit', null)];
  const both = [row('request', advice.requestBytes), row('limit', advice.limitBytes)];
  return both.filter(({ valueBytes }) => valueBytes !== null);
}

/**
 * What the rules of other systems and of thumb would have said about the loose-limit recordings, and what the replays of this run say about
 * that. Empty where no recording holds a working set. Numbers are tried as limits, also those that are meant as requests.
 */
export function othersOf(survey: Survey, ours: Ours): Other[] {
  const trace = traceOf(survey.records.flatMap((recording) => recording.workingSet ?? []));
  if (trace === null) return [];
  return adviseAll(trace, ruleFacts(survey)).flatMap((advised) => rowsOf(advised, ours, survey));
}
