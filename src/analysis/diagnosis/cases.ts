import { formatMemory } from '../../shared/quantity.ts';
import { counted } from '../counted.ts';
import type { Death, RecordingAnalysis } from '../document.ts';
import type { LeakVerdict } from '../leak/document.ts';
import { waitsForMemory } from '../pressed.ts';
import type { Case } from './hypothesis.ts';

/** What there is to explain, the worst first: kills, ends without a kill, limits that starved, growth, and what makes the peak. */
export function casesOf(loose: readonly RecordingAnalysis[], all: readonly RecordingAnalysis[], leak: LeakVerdict, stallMax: number | undefined): Case[] {
  return [...deathCases(all), ...starvedCases(all, stallMax), ...growthCases(loose, leak), ...peakCases(loose)];
}

/** Deaths of one class are one thing to explain, however often and at how many limits it happened; under the manifest's own limit, and beyond the peak, they stand alone. */
function deathCases(all: readonly RecordingAnalysis[]): Case[] {
  const rows = all.flatMap((recording) => recording.deaths.map((death) => ({ recording, death })));
  const groups = Map.groupBy(rows, ({ recording, death }) => `${setting(recording)} ${death.class} ${death.phase === 'startup'}`);
  const cases = [...groups.values()].map((group): Case => {
    const deaths = group.map(({ death }) => death);
    const recordings = [...new Set(group.map(({ recording }) => recording))];
    const killed = group.some(({ recording, death }) => recording.kills.some((kill) => sameDeath(kill, death)));
    const what = killed ? 'kill' : 'end';
    const where = `at ${limitRange(recordings)} in ${recordings.length === 1 ? recordings[0]?.recording : counted(recordings.length, 'recording')}`;
    const beyond = recordings.every(({ purpose }) => purpose === 'overload') ? ', at more than the peak' : '';
    return { what, subject: `${counted(deaths.length, what)} ${where}${beyond}`, recordings, limitBytes: highestLimit(recordings), deaths };
  });
  return cases.sort((a, b) => Number(a.what === 'end') - Number(b.what === 'end') || (b.limitBytes ?? 0) - (a.limitBytes ?? 0));
}

const setting = ({ purpose }: RecordingAnalysis): string => (purpose === 'current' || purpose === 'overload' ? purpose : 'other');

const sameDeath = (a: Death, b: Death): boolean => a.tMs === b.tMs && a.pid === b.pid && a.class === b.class;

/** Limits that bound and made the workload wait, without a kill. */
function starvedCases(all: readonly RecordingAnalysis[], stallMax: number | undefined): Case[] {
  // A run beyond the peak says what gives way first; that it starves there is no fault of the limit.
  const planned = all.filter(({ purpose }) => purpose !== 'overload');
  const recordings = planned.filter(
    (recording) => !recording.uncensored && recording.kills.length === 0 && (recording.outcome === 'never-ready' || waitsForMemory(recording, stallMax)),
  );
  if (recordings.length === 0) return [];
  return [{ what: 'starved', subject: `starved at ${limitRange(recordings)} without a kill`, recordings, limitBytes: highestLimit(recordings), deaths: [] }];
}

function highestLimit(recordings: readonly RecordingAnalysis[]): number {
  return Math.max(...recordings.map(({ limitBytes }) => limitBytes));
}

function limitRange(recordings: readonly RecordingAnalysis[]): string {
  const [low, high] = [Math.min(...recordings.map(({ limitBytes }) => limitBytes)), highestLimit(recordings)];
  return low === high ? formatMemory(low) : `${formatMemory(low)} to ${formatMemory(high)}`;
}

function growthCases(loose: readonly RecordingAnalysis[], leak: LeakVerdict): Case[] {
  if (!['leak', 'saturating', 'step'].includes(leak.verdict)) return [];
  return [{ what: 'growth', subject: 'growth under load at the loose limit', recordings: loose, limitBytes: loose[0]?.limitBytes ?? null, deaths: [] }];
}

function peakCases(loose: readonly RecordingAnalysis[]): Case[] {
  if (loose.length === 0) return [];
  return [{ what: 'peak', subject: 'the peak at the loose limit', recordings: loose, limitBytes: loose[0]?.limitBytes ?? null, deaths: [] }];
}
