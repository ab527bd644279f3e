import type { RecordingFacts } from '../facts/facts.ts';
import type { OwnKill } from './attribute.ts';
import { endRange, endsOfMain, looksKilled } from './instances.ts';
import type { KernelKill } from './kernel-kills.ts';
import { endOf } from './pod-lookup.ts';
import { sameStart } from './same-start.ts';
import { killFitsEnd } from './together.ts';

/** Kills without a name, each given to the container of ours that ended as OOMKilled right after it and that no named kill explains. */
export function joinByStatus(facts: RecordingFacts, known: readonly OwnKill[], nameless: readonly KernelKill[]): OwnKill[] {
  const left = new Set(nameless);
  return endsOfMain(facts).flatMap((exit) => {
    const { podUid, containerId, container } = exit;
    if (podUid === undefined || containerId === undefined || !looksKilled(exit)) return [];
    if (endOf(facts, podUid, containerId)?.reason !== 'OOMKilled') return [];
    const range = endRange(facts, exit);
    if (known.some((own) => sameStart(own, exit) && killFitsEnd(own.kill.tMs, range))) return [];
    const kill = [...left].findLast(({ tMs }) => killFitsEnd(tMs, range));
    if (!kill) return [];
    left.delete(kill);
    return [{ kill, container, podUid, containerId, joinedBy: 'status' as const }];
  });
}
