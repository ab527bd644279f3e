import type { Death } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import type { OwnKill } from './attribute.ts';
import { classOfKill, phaseAt } from './classify.ts';
import type { KillStep } from './counters.ts';
import { describeExit, type Instance, isMainPid } from './instances.ts';
import { levelOf } from './kube-path.ts';
import { type LimitOwner, ownerByCounters } from './limit-owner.ts';
import { tookContainerAlong } from './match-exits.ts';
import { podFields, statusEvidence } from './pod-evidence.ts';
import { largerShare, type PodShare, podShares } from './pod-shares.ts';
import { type StartRef, sameStart } from './same-start.ts';
import { togetherMs } from './together.ts';

type Evidence = Death['evidence'][number];

export function exitEvidence(facts: RecordingFacts, exit: Instance): Evidence[] {
  return [{ source: 'exit', text: describeExit(exit), tMs: exit.t }, ...statusEvidence(facts, exit)];
}

export interface Kill extends StartRef {
  readonly tMs: number;
  readonly container: string;
  readonly mainProcess: boolean;
  readonly owner: LimitOwner;
  readonly pid: number | null;
  readonly comm: string | null;
  /** What the victims held, where the kernel wrote it. */
  readonly heldBytes?: number | null;
  readonly evidence: readonly Evidence[];
  readonly confidence: Death['confidence'];
  readonly exit: Instance | undefined;
}

/** A kill by the kernel, however it became known: its class, and who held the memory where the limit is shared. */
export function deathOfKill(facts: RecordingFacts, kill: Kill): Death {
  const { tMs, container, podUid, owner, exit } = kill;
  const shares =
    podUid !== undefined && owner.path !== null && levelOf(owner.path) === 'pod'
      ? podShares(facts, podUid, tMs, { container, heldBytes: kill.heldBytes ?? null })
      : [];
  const larger = largerShare(shares, container);
  return {
    tMs,
    container,
    ...podFields(facts, podUid, exit?.restart),
    phase: phaseAt(facts, tMs),
    pid: kill.pid,
    comm: kill.comm,
    class: classOfKill(facts, { ...kill, othersHeldMore: larger !== undefined }),
    mainProcess: kill.mainProcess,
    limitOwner: owner.path,
    evidence: [...kill.evidence, ...(exit ? exitEvidence(facts, exit) : []), ...sharesEvidence(shares, tMs)],
    confidence: kill.confidence,
  };
}

function sharesEvidence(shares: readonly PodShare[], tMs: number): Evidence[] {
  if (shares.length < 2) return [];
  const words = shares.map(({ container, bytes }) => `${container ?? 'charged to the pod itself'} ${Math.round(bytes / 2 ** 20)}Mi`);
  return [{ source: 'sample', text: `held just before, when the pod's limit was hit: ${words.join(', ')}`, tMs }];
}

/** A kill that the kernel log tells of. */
export function deathOfLoggedKill(facts: RecordingFacts, own: OwnKill, steps: readonly KillStep[], exit: Instance | undefined): Death {
  const { kill, container, joinedBy } = own;
  const { tMs, victims } = kill;
  const main = victims.find((each) => own.podUid === undefined && isMainPid(facts, container, each.pid));
  const victim = main ?? victims[0];
  const known = kill.oomPath !== null || kill.global;
  const step = steps.find((each) => sameStart(each, own) && each.tMs >= tMs - 100 && each.tMs < tMs + togetherMs);
  return deathOfKill(facts, {
    ...own,
    tMs,
    mainProcess: main !== undefined || exit !== undefined || tookContainerAlong(facts, own),
    owner: known ? { path: kill.oomPath, global: kill.global } : ownerByCounters(facts, own, tMs),
    pid: victim?.pid ?? null,
    comm: victim?.comm ?? null,
    heldBytes: victims.reduce<number | null>((sum, { heldBytes }) => (heldBytes === null ? sum : (sum ?? 0) + heldBytes), null),
    evidence: [
      ...victims.map((each) => ({ source: 'kernel-log' as const, text: each.line, tMs: each.tMs })),
      ...(step ? [{ source: 'counter' as const, text: step.text, tMs: step.tMs }] : []),
    ],
    confidence: joinedBy === 'counter' || joinedBy === 'status' ? 'probable' : 'certain',
    exit,
  });
}

/** A kill that only a counter knows of. */
export function deathOfCountedKill(facts: RecordingFacts, step: KillStep, exit: Instance | undefined): Death {
  return deathOfKill(facts, {
    ...step,
    tMs: Math.min(step.tMs, exit?.t ?? step.tMs),
    mainProcess: exit !== undefined,
    owner: ownerByCounters(facts, step, step.tMs),
    pid: exit?.pid ?? null,
    comm: null,
    evidence: [{ source: 'counter', text: step.text, tMs: step.tMs }],
    confidence: 'probable',
    exit,
  });
}
