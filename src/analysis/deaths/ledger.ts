import type { EventOf } from '../../recording/events.ts';
import type { Death } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import { abortOf, type RuntimeAbort } from './application-log.ts';
import { type OwnKill, ownKills } from './attribute.ts';
import { classOfKill, phaseAt } from './classify.ts';
import { counterOnlyKills } from './counter-kills.ts';
import { type KillStep, killSteps } from './counters.ts';
import { describeExit, isMainPid, looksKilled, unplannedExits } from './instances.ts';
import { kernelKills } from './kernel-kills.ts';
import { ownerByCounters } from './limit-owner.ts';
import { silenceProof } from './silence.ts';

type Exit = EventOf<'instance'>;

/** An exit is seen, and a counter read, within this time of the kill; the supervisor may be slower than the sampler or the other way round. */
const togetherMs = 3000;

/** Every death of a process of the workload, from all evidence, in order of time. Each victim, or group of victims, stands once. */
export function deathLedger(facts: RecordingFacts, aborts: readonly RuntimeAbort[]): Death[] {
  const steps = killSteps(facts);
  const logged = ownKills(facts, kernelKills(facts.kernelLines), steps);
  const exits = unplannedExits(facts);
  const byLog = logged.map((own) => ({ death: deathOfLoggedKill(facts, own, steps), exit: exitOfVictims(exits, own) }));
  const open = new Set(exits.filter((exit) => !byLog.some((each) => each.exit === exit)));
  const byCounter = counterOnlyKills(facts, steps, logged).map((step) => deathOfCountedKill(facts, step, takeNearestKilled(open, step)));
  const byExit = [...open].map((exit) => deathOfExit(facts, exit, aborts));
  return [...byLog.map(({ death, exit }) => withExit(death, exit)), ...byCounter, ...byExit].sort((a, b) => a.tMs - b.tMs);
}

function exitEvidence(exit: Exit): Death['evidence'][number] {
  return { source: 'exit', text: describeExit(exit), tMs: exit.t };
}

function withExit(death: Death, exit: Exit | undefined): Death {
  return exit ? { ...death, evidence: [...death.evidence, exitEvidence(exit)] } : death;
}

function exitOfVictims(exits: readonly Exit[], { kill, container }: OwnKill): Exit | undefined {
  return exits.find(
    (exit) => exit.container === container && Math.abs(exit.t - kill.tMs) < togetherMs && kill.victims.some((victim) => victim.pid === exit.pid),
  );
}

/** A step can be the work of several kills; the main process died in one of them at most. */
function takeNearestKilled(open: Set<Exit>, step: KillStep): Exit | undefined {
  const nearest = [...open]
    .filter((exit) => looksKilled(exit) && exit.container === step.container && Math.abs(exit.t - step.tMs) < togetherMs)
    .sort((a, b) => Math.abs(a.t - step.tMs) - Math.abs(b.t - step.tMs))[0];
  if (nearest) open.delete(nearest);
  return nearest;
}

function deathOfLoggedKill(facts: RecordingFacts, { kill, container, joinedBy }: OwnKill, steps: readonly KillStep[]): Death {
  const { tMs, victims } = kill;
  const main = victims.find((victim) => isMainPid(facts, container, victim.pid));
  const victim = main ?? victims[0];
  const mainProcess = main !== undefined;
  const known = kill.oomPath !== null || kill.global;
  const owner = known ? { path: kill.oomPath, global: kill.global } : ownerByCounters(facts, container, tMs);
  const step = steps.find((each) => each.container === container && each.tMs >= tMs - 100 && each.tMs < tMs + togetherMs);
  return {
    tMs,
    container,
    phase: phaseAt(facts, tMs),
    pid: victim?.pid ?? null,
    comm: victim?.comm ?? null,
    class: classOfKill(facts, { tMs, container, mainProcess, owner }),
    mainProcess,
    limitOwner: owner.path,
    evidence: [
      ...victims.map((each) => ({ source: 'kernel-log' as const, text: each.line, tMs: each.tMs })),
      ...(step ? [{ source: 'counter' as const, text: step.text, tMs: step.tMs }] : []),
    ],
    confidence: joinedBy === 'counter' ? 'probable' : 'certain',
  };
}

function deathOfCountedKill(facts: RecordingFacts, step: KillStep, exit: Exit | undefined): Death {
  const { container } = step;
  const tMs = Math.min(step.tMs, exit?.t ?? step.tMs);
  const mainProcess = exit !== undefined;
  const owner = ownerByCounters(facts, container, step.tMs);
  return withExit(
    {
      tMs,
      container,
      phase: phaseAt(facts, tMs),
      pid: exit?.pid ?? null,
      comm: null,
      class: classOfKill(facts, { tMs, container, mainProcess, owner }),
      mainProcess,
      limitOwner: owner.path,
      evidence: [{ source: 'counter', text: step.text, tMs: step.tMs }],
      confidence: 'probable',
    },
    exit,
  );
}

function deathOfExit(facts: RecordingFacts, exit: Exit, aborts: readonly RuntimeAbort[]): Death {
  const death = {
    tMs: exit.t,
    container: exit.container,
    phase: phaseAt(facts, exit.t),
    pid: exit.pid ?? null,
    comm: null,
    mainProcess: true,
    limitOwner: null,
  };
  const evidence = [exitEvidence(exit)];
  if (looksKilled(exit)) {
    const proof = silenceProof(facts, exit);
    if (proof === undefined) return { ...death, class: 'suspected', evidence, confidence: 'suspected' };
    return { ...death, class: 'exit-137-not-oom', evidence: [...evidence, { ...proof, tMs: exit.t }], confidence: 'certain' };
  }
  const abort = abortOf(aborts, exit.exitCode ?? null, exit.signal ?? null);
  if (!abort) return { ...death, class: 'exit', evidence, confidence: 'certain' };
  return { ...death, class: 'runtime-abort', evidence: [...evidence, { source: 'application-log', text: abort.line, tMs: exit.t }], confidence: 'probable' };
}
