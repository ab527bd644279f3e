import type { EventOf } from '../../recording/events.ts';
import type { Death } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import { deathOfKill } from './death-of-kill.ts';
import { endRange, type Instance } from './instances.ts';
import { ownerByCounters } from './limit-owner.ts';
import { sameStart } from './same-start.ts';
import { killFitsEnd, togetherMs } from './together.ts';

type EngineOom = EventOf<'engine-oom'>;

/** Where the kernel's own count of kills was read, it tells more, and the engine's word is no further death. */
function countsKills(facts: RecordingFacts, container: string): boolean {
  return [...facts.cgroups.values()].some(
    ({ announced, counters }) => announced.container === container && counters.some(({ hierarchical }) => hierarchical.oom_kill !== undefined),
  );
}

export function saysEngine(oom: EngineOom): Death['evidence'][number] {
  return { source: 'engine', text: `the container engine says that a process of ${oom.container} was killed for memory`, tMs: oom.t };
}

/** What the engine said about memory around the end of a main process. */
export function engineEvidence(facts: RecordingFacts, exit: Instance): Death['evidence'] {
  const oom = facts.engineOoms.find((event) => sameStart(event, exit) && killFitsEnd(event.t, endRange(facts, exit)));
  if (oom) return [saysEngine(oom)];
  return exit.oomKilled ? [{ source: 'engine', text: `the container engine has ${exit.container} for killed for memory`, tMs: exit.t }] : [];
}

/** Kills that only the engine tells of, in containers that lived on: it does not say which process, and a main process would have ended the container. */
export function engineOnlyKills(facts: RecordingFacts, told: readonly Death[]): Death[] {
  const ends = facts.instances.filter(({ state }) => state === 'exited');
  return facts.engineOoms
    .filter((oom) => !countsKills(facts, oom.container))
    .filter((oom) => !ends.some((end) => sameStart(oom, end) && killFitsEnd(oom.t, endRange(facts, end))))
    .filter((oom) => !told.some(({ container, tMs }) => container === oom.container && Math.abs(tMs - oom.t) < togetherMs))
    .map((oom) =>
      deathOfKill(facts, {
        container: oom.container,
        containerId: oom.containerId,
        tMs: oom.t,
        mainProcess: false,
        owner: ownerByCounters(facts, oom, oom.t),
        pid: null,
        comm: null,
        evidence: [saysEngine(oom)],
        confidence: 'probable',
        exit: undefined,
      }),
    );
}
