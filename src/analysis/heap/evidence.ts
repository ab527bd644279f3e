import { formatMemory } from '../../shared/quantity.ts';
import type { RecordingAnalysis } from '../document.ts';
import { negligibleShare } from '../leak/limits.ts';
import { nodeBytes } from '../leak/uncollected.ts';
import type { HeapEvidence, HeapGrowth } from './document.ts';
import { grownWords } from './words.ts';

/** Which of two explains most. */
const mostShare = 0.5;

type Place = Pick<HeapEvidence, 'where' | 'share'>;

/** Growth below the share of the whole that the leak rule holds for negligible is none. */
const grew = (from: number, to: number): boolean => to - from > negligibleShare * from;

/** Room for young objects is committed and grows without a leak, on the heap or off it; and one snapshot may leave more behind than another. */
const unknowableBytes = ({ keptBytes }: HeapGrowth): number => Math.max(nodeBytes, keptBytes);

function placeOf(growth: HeapGrowth): Place {
  const { first, second } = growth;
  const heapGrew = grew(first.bytes, second.bytes);
  if (first.anonBytes === null || second.anonBytes === null) return { where: heapGrew ? null : 'none', share: null };
  if (!grew(first.anonBytes, second.anonBytes)) return { where: heapGrew ? 'reused' : 'none', share: null };
  const [heapBytes, anonBytes] = [second.bytes - first.bytes, second.anonBytes - first.anonBytes];
  const share = heapBytes / anonBytes;
  if (share >= mostShare) return { where: 'in-heap', share };
  return { where: anonBytes - heapBytes > unknowableBytes(growth) ? 'outside' : 'undecided', share };
}

function whyOf(growth: HeapGrowth, { where, share }: Place): string {
  const { first, second } = growth;
  const anon = formatMemory(Math.round((second.anonBytes ?? 0) - (first.anonBytes ?? 0)));
  const heap = `the heap of ${growth.program} grew by ${formatMemory(Math.round(second.bytes - first.bytes))}`;
  const percent = `${Math.round(Math.max(0, Math.min(1, share ?? 0)) * 100)} %`;
  const what = grownWords(growth);
  if (where === 'none') return 'the heap did not grow between two equal loads, nor did the anonymous memory of its cgroup';
  if (where === 'outside')
    return `the anonymous memory grew by ${anon} between two equal loads, and live objects on V8's heap explain ${percent} of it: what grows lies outside (native add-ons, the allocator, worker threads or other processes)`;
  if (where === 'reused') return `${heap} between two equal loads, in memory that the process held already: ${what}`;
  if (where === 'undecided') {
    const rest = `no more than ${growth.keptBytes > nodeBytes ? 'a snapshot leaves behind' : 'V8 may keep for young objects'} (${formatMemory(unknowableBytes(growth))}), which tells nothing`;
    return grew(first.bytes, second.bytes)
      ? `${heap} between two equal loads: ${what}. The anonymous memory grew by ${anon}, the rest of which is ${rest}`
      : `the heap did not grow between two equal loads; the anonymous memory grew by ${anon}, ${rest}`;
  }
  return where === 'in-heap'
    ? `${heap} between two equal loads, ${percent} of what its anonymous memory grew by (${anon}): ${what}`
    : `${heap} between two equal loads: ${what}`;
}

/** Why a recording that was made for it has no two snapshots. */
function lackOf({ outcome, kills, quality, recording }: RecordingAnalysis): string {
  const refused = quality.notes.find(({ code }) => code === 'heap-not-taken');
  if (refused) return `not taken: ${refused.text}`;
  if (kills.length > 0)
    return `not taken: the workload was killed for memory in ${recording}, which counts for no limit, because a snapshot takes memory itself`;
  return `not taken: ${recording} ended as ${outcome}`;
}

/** What the newest recording of purpose `heap` says, or why there is none. Undefined where nobody asked. */
export function heapEvidence(recordings: readonly RecordingAnalysis[], notTaken: string | undefined): HeapEvidence | undefined {
  const made = recordings.filter(({ purpose }) => purpose === 'heap');
  const last = made.findLast(({ heap }) => heap !== undefined) ?? made.at(-1);
  if (last === undefined)
    return notTaken === undefined ? undefined : { recording: null, growth: null, where: null, share: null, why: `not taken: ${notTaken}` };
  const { recording, heap } = last;
  if (heap === undefined) return { recording, growth: null, where: null, share: null, why: lackOf(last) };
  const place = placeOf(heap);
  return { recording, growth: heap, ...place, why: whyOf(heap, place) };
}
