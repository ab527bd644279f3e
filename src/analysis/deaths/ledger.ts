import type { Death } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import type { RuntimeAbort } from './application-log.ts';
import { sortKills } from './attribute.ts';
import { counterOnlyKills } from './counter-kills.ts';
import { type KillStep, killSteps } from './counters.ts';
import { deathOfExit } from './death-of-exit.ts';
import { deathOfCountedKill, deathOfLoggedKill } from './death-of-kill.ts';
import { engineOnlyKills } from './engine-kills.ts';
import { evictions, wentWithEviction } from './evictions.ts';
import { endRange, endsOfMain, type Instance, looksKilled, unplannedExits } from './instances.ts';
import { kernelKills } from './kernel-kills.ts';
import { matchExits } from './match-exits.ts';
import { overwrittenEnds } from './overwritten.ts';
import { sameStart } from './same-start.ts';
import { togetherMs } from './together.ts';

/** Every death of a process of the workload, from all evidence, in order of time. Each victim, or group of victims, stands once. */
export function deathLedger(facts: RecordingFacts, aborts: readonly RuntimeAbort[]): Death[] {
  const steps = killSteps(facts);
  const kills = sortKills(facts, kernelKills(facts.kernelLines), steps);
  const evicted = evictions(facts);
  const matched = matchExits(facts, endsOfMain(facts), kills.own);
  const explained = new Set(matched.values());
  const open = new Set(unplannedExits(facts).filter((exit) => !explained.has(exit)));
  const byLog = kills.own.map((own) => deathOfLoggedKill(facts, own, steps, matched.get(own)));
  // The latest first: after its main process nothing of a container is killed.
  const counted = counterOnlyKills(facts, steps, kills.own).toReversed();
  const byCounter = counted.map((step) => deathOfCountedKill(facts, step, takeNearestKilled(facts, open, step)));
  const left = [...open].filter((exit) => !wentWithEviction(facts, evicted, exit));
  const byExit = left.map((exit) => deathOfExit(facts, exit, kills, aborts));
  const told = [...byLog, ...byCounter, ...byExit];
  const byEngine = engineOnlyKills(facts, told);
  return [...told, ...byEngine, ...evicted.map(({ death }) => death), ...overwrittenEnds(facts, kills)].sort((a, b) => a.tMs - b.tMs);
}

/** A step can be the work of several kills; the main process died in one of them at most. */
function takeNearestKilled(facts: RecordingFacts, open: Set<Instance>, step: KillStep): Instance | undefined {
  const distance = (exit: Instance) => {
    const { fromMs, toMs } = endRange(facts, exit);
    return Math.max(0, fromMs - step.tMs, step.tMs - toMs);
  };
  const nearest = [...open]
    .filter((exit) => looksKilled(exit) && sameStart(exit, step) && distance(exit) < togetherMs)
    .sort((a, b) => distance(a) - distance(b))[0];
  if (nearest) open.delete(nearest);
  return nearest;
}
