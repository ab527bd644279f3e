import type { Death } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import { abortOf, type RuntimeAbort } from './application-log.ts';
import type { SortedKills } from './attribute.ts';
import { phaseAt } from './classify.ts';
import { deathOfKill, exitEvidence } from './death-of-kill.ts';
import { engineEvidence } from './engine-kills.ts';
import { endRange, type Instance, looksKilled } from './instances.ts';
import { ownerByCounters } from './limit-owner.ts';
import { endingEvents, podFields } from './pod-evidence.ts';
import { endOf } from './pod-lookup.ts';
import { sameStart } from './same-start.ts';
import { silenceProof } from './silence.ts';
import { startedTooLarge } from './start-error.ts';

type Evidence = Death['evidence'][number];
type Verdict = Pick<Death, 'class' | 'confidence'> & { readonly because: readonly Evidence[] };

/** An end that no kernel log line and no counter explains. */
export function deathOfExit(facts: RecordingFacts, exit: Instance, kills: SortedKills, aborts: readonly RuntimeAbort[]): Death {
  const tMs = endRange(facts, exit).toMs;
  const evidence = exitEvidence(facts, exit);
  const oomKilled = statusSaysOom(facts, exit);
  const byStatus = startedTooLarge(facts, exit) || (oomKilled && looksKilled(exit) && silenceProof(facts, exit, kills.nameless) === undefined);
  if (byStatus) return deathByStatus(facts, exit, tMs);
  const verdict = oomKilled ? staleVerdict(facts, exit, kills) : verdictOf(facts, exit, kills, aborts);
  return {
    tMs,
    container: exit.container,
    ...podFields(facts, exit.podUid, exit.restart),
    phase: phaseAt(facts, tMs),
    pid: exit.pid ?? null,
    comm: null,
    class: verdict.class,
    mainProcess: true,
    limitOwner: null,
    evidence: [...evidence, ...verdict.because, ...(looksKilled(exit) ? endingEvents(facts, exit) : [])],
    confidence: verdict.confidence,
  };
}

function statusSaysOom(facts: RecordingFacts, { podUid, containerId, oomKilled }: Instance): boolean {
  if (podUid === undefined) return oomKilled === true;
  return containerId !== undefined && endOf(facts, podUid, containerId)?.reason === 'OOMKilled';
}

/** Nothing but the pod's status or the container engine tells of the kill, and nothing speaks against it. */
function deathByStatus(facts: RecordingFacts, exit: Instance, tMs: number): Death {
  return deathOfKill(facts, {
    container: exit.container,
    podUid: exit.podUid,
    containerId: exit.containerId,
    tMs,
    mainProcess: true,
    owner: ownerByCounters(facts, exit, tMs),
    pid: exit.pid ?? null,
    comm: null,
    evidence: engineEvidence(facts, exit),
    confidence: 'probable',
    exit,
  });
}

/**
 * A container runtime keeps OOMKilled once any process of the container was killed, and gives it as the reason of whatever ends the container later; on
 * cgroup v1 even for a kill in a container beside it (memory.md 2.3).
 */
function staleVerdict(facts: RecordingFacts, exit: Instance, { own, nameless }: SortedKills): Verdict {
  const { toMs } = endRange(facts, exit);
  const earlier = own.find((each) => sameStart(each, exit) && each.kill.tMs < toMs);
  const proof = silenceProof(facts, exit, nameless);
  if (earlier) {
    const text = `the kill behind the reason OOMKilled was earlier: ${earlier.kill.victims[0]?.line ?? 'a process of the container'}`;
    return { class: 'stale-oomkilled', confidence: 'certain', because: [{ source: 'kernel-log', text, tMs: earlier.kill.tMs }] };
  }
  if (proof) return { class: 'stale-oomkilled', confidence: 'certain', because: [{ ...proof, tMs: exit.t }] };
  return { class: 'suspected', confidence: 'suspected', because: [] };
}

function verdictOf(facts: RecordingFacts, exit: Instance, { nameless }: SortedKills, aborts: readonly RuntimeAbort[]): Verdict {
  if (looksKilled(exit)) {
    const proof = silenceProof(facts, exit, nameless);
    if (proof === undefined) return { class: 'suspected', confidence: 'suspected', because: [] };
    return { class: 'exit-137-not-oom', confidence: 'certain', because: [{ ...proof, tMs: exit.t }] };
  }
  const abort = abortOf(aborts, exit.exitCode ?? null, exit.signal ?? null);
  if (!abort) return { class: 'exit', confidence: 'certain', because: [] };
  return { class: 'runtime-abort', confidence: 'probable', because: [{ source: 'application-log', text: abort.line, tMs: exit.t }] };
}
