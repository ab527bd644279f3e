import type { Death } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import type { SortedKills } from './attribute.ts';
import { phaseAt } from './classify.ts';
import { podFields } from './pod-evidence.ts';
import { silenceProof } from './silence.ts';

/**
 * Ends that the API server never told: a status holds one death, so of two quick ones the first is overwritten, and only the restart count gives it
 * away. Those that a kill explains stand in the ledger already.
 */
export function overwrittenEnds(facts: RecordingFacts, kills: SortedKills): Death[] {
  return [...facts.pods.values()].flatMap(({ podUid, statuses }) => {
    const containers = [...new Set(statuses.map(({ container }) => container))];
    return containers.flatMap((container) => {
      const own = statuses.filter((status) => status.container === container);
      const unexplained = kills.own.filter(
        (kill) => kill.podUid === podUid && kill.container === container && !own.some((status) => status.containerId === kill.containerId),
      );
      return lostRestarts(own)
        .slice(unexplained.length)
        .map(({ restart, t }) => deathOf(facts, kills, { podUid, container, restart, t }));
    });
  });
}

interface Lost {
  readonly restart: number;
  /** When its successor was first told. */
  readonly t: number;
}

/** Restarts below the newest of which no end was told. */
function lostRestarts(statuses: readonly { readonly restart: number; readonly state: string; readonly t: number }[]): Lost[] {
  const newest = Math.max(...statuses.map(({ restart }) => restart));
  const oldest = Math.min(...statuses.map(({ restart }) => restart));
  const ended = new Set(statuses.filter(({ state }) => state === 'terminated').map(({ restart }) => restart));
  return Array.from({ length: newest - oldest }, (_, index) => oldest + index)
    .filter((restart) => !ended.has(restart))
    .map((restart) => ({ restart, t: statuses.find((status) => status.restart > restart)?.t ?? 0 }));
}

function deathOf(facts: RecordingFacts, kills: SortedKills, lost: Lost & { readonly podUid: string; readonly container: string }): Death {
  const { podUid, container, restart, t } = lost;
  const proof = silenceProof(facts, { kind: 'instance', t, container, state: 'exited', restart, podUid }, kills.nameless);
  return {
    tMs: t,
    container,
    ...podFields(facts, podUid, restart),
    phase: phaseAt(facts, t),
    pid: null,
    comm: null,
    class: proof?.source === 'kernel-log' ? 'exit' : 'suspected',
    mainProcess: true,
    limitOwner: null,
    evidence: [
      {
        source: 'pod-status',
        text: `how restart ${restart} of ${container} ended was overwritten before it was told: restarts came faster than the API server`,
        tMs: t,
      },
      ...(proof?.source === 'kernel-log' ? [{ ...proof, tMs: t }] : []),
    ],
    confidence: proof?.source === 'kernel-log' ? 'probable' : 'suspected',
  };
}
