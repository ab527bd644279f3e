import type { Quality } from './document.ts';
import type { RecordingFacts } from './facts/facts.ts';
import { cgroupsOf } from './metrics/peaks.ts';

/** Of what use the recording is as evidence. */
export function qualityOf(facts: RecordingFacts): Quality {
  return {
    ticksDue: facts.ticks.due,
    ticksLate: facts.ticks.late,
    ticksMissed: facts.ticks.missed,
    gaps: facts.gaps.map(({ fromMs, toMs, reason }) => ({ fromMs, toMs, reason })),
    interrupted: facts.end === undefined || facts.end.outcome === 'interrupted',
    hostBusyShare: hostBusyShare(facts),
    kernelLog: kernelLogState(facts),
    coldCache: coldness(facts),
    notes: [...facts.notes.map(({ code, text }) => ({ code, text })), ...ownNotes(facts)],
  };
}

/** Below this, pages that stayed change no limit: limits are written in whole Mi. */
const negligibleWarmBytes = 1 << 20;

/** What stayed in memory because others map it is not charged to the workload: then the run was not cold, whatever was done. */
function coldness({ coldCache }: RecordingFacts): Quality['coldCache'] {
  if (!coldCache) return 'unknown';
  return coldCache.residualBytes > negligibleWarmBytes ? 'unavailable' : coldCache.method;
}

function hostBusyShare({ hostCpu: { first, last } }: RecordingFacts): number | null {
  if (!first || !last || last.totalUs <= first.totalUs) return null;
  return (last.busyUs - first.busyUs) / (last.totalUs - first.totalUs);
}

function kernelLogState(facts: RecordingFacts): Quality['kernelLog'] {
  const said = (state: string) => facts.kernelLog.some((event) => event.state === state);
  if (said('denied')) return 'denied';
  if (said('overrun')) return 'overrun';
  return said('subscribed') ? 'heard' : 'absent';
}

/** What the judging itself has to say about the data. */
function ownNotes(facts: RecordingFacts): Quality['notes'] {
  const notes: Quality['notes'] = [];
  const methods = new Set(cgroupsOf(facts, facts.mainContainer).map((cgroup) => cgroup.hardPartMethod));
  if (methods.has('v1-upper-estimate'))
    notes.push({ code: 'hard-part-upper-estimate', text: 'cgroup v1 does not tell reclaimable kernel memory apart: the hard part is an upper estimate' });
  if (methods.has('v2-before-5.18'))
    notes.push({ code: 'hard-part-from-parts', text: 'memory.stat has no `kernel` line (before Linux 5.18): the hard part adds up its known parts' });
  if (facts.main.memory.t.length === 0) notes.push({ code: 'no-samples', text: `no memory sample of container ${facts.mainContainer}` });
  if (facts.tornLine) notes.push({ code: 'torn-line', text: 'the last line was cut off and left out' });
  return notes;
}

const worstFirst = {
  kernelLog: ['denied', 'overrun', 'absent', 'heard'],
  coldCache: ['unavailable', 'unknown', 'private-copies', 'evicted'],
} as const;

/** Quality of a whole run: sums of what can be counted, the worst of the rest. */
export function mergedQuality(all: readonly Quality[]): Quality {
  const sum = (of: (quality: Quality) => number) => all.reduce((total, quality) => total + of(quality), 0);
  const busy = all.map((quality) => quality.hostBusyShare).filter((share) => share !== null);
  const notes = new Map(all.flatMap((quality) => quality.notes.map((note) => [`${note.code} ${note.text}`, note] as const)));
  return {
    ticksDue: sum((quality) => quality.ticksDue),
    ticksLate: sum((quality) => quality.ticksLate),
    ticksMissed: sum((quality) => quality.ticksMissed),
    gaps: all.flatMap((quality) => quality.gaps),
    interrupted: all.some((quality) => quality.interrupted),
    hostBusyShare: busy.length > 0 ? Math.max(...busy) : null,
    kernelLog: worstFirst.kernelLog.find((state) => all.some((quality) => quality.kernelLog === state)) ?? 'absent',
    coldCache: worstFirst.coldCache.find((state) => all.some((quality) => quality.coldCache === state)) ?? 'unknown',
    notes: [...notes.values()],
  };
}
