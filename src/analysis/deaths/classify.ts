import type { Death } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import { isOwnLimit } from './cgroup-paths.ts';
import { wasReady } from './instances.ts';
import { levelOf } from './kube-path.ts';
import type { LimitOwner } from './limit-owner.ts';
import { inCluster, roleOf } from './pod-lookup.ts';
import type { StartRef } from './same-start.ts';

/** Classes that are kills: by the kernel's OOM killer, or not to be told from one. */
const killClasses: ReadonlySet<Death['class']> = new Set([
  'main-process',
  'child-process',
  'startup',
  'init-container',
  'sidecar',
  'pod-limit',
  'sibling',
  'ancestor-limit',
  'node-allocatable',
  'global-oom',
  'suspected',
]);

export function isKill(death: Death): boolean {
  return killClasses.has(death.class);
}

export interface KillFacts extends StartRef {
  readonly tMs: number;
  readonly container: string;
  readonly mainProcess: boolean;
  readonly owner: LimitOwner;
  /** Another part of the pod held more than the victim's container. */
  readonly othersHeldMore: boolean;
}

/** Class of a kill that the kernel made: first whose memory was short, then when, then who. */
export function classOfKill(facts: RecordingFacts, kill: KillFacts): Death['class'] {
  const { tMs, container, podUid, containerId, mainProcess, owner } = kill;
  if (owner.global) return 'global-oom';
  const shared = inCluster(facts) ? sharedLimit(kill) : foreignLimit(facts, kill);
  if (shared !== undefined && shared !== 'pod-limit') return shared;
  if (inCluster(facts)) {
    if (roleOf(facts, podUid, container) === 'init') return 'init-container';
    if (mainProcess && shared === undefined && container !== facts.mainContainer) return 'sidecar';
  }
  if (!wasReady(facts, { container, podUid, containerId }, tMs)) return 'startup';
  if (!mainProcess) return 'child-process';
  return shared ?? 'main-process';
}

/** A limit above the container's, of a pod or its node. */
function sharedLimit({ owner, othersHeldMore }: KillFacts): Death['class'] | undefined {
  if (owner.path === null) return undefined;
  const level = levelOf(owner.path);
  if (level === 'node-allocatable') return 'node-allocatable';
  if (level === 'pod') return othersHeldMore ? 'sibling' : 'pod-limit';
  return level === 'above' ? 'ancestor-limit' : undefined;
}

function foreignLimit(facts: RecordingFacts, { owner, container }: KillFacts): Death['class'] | undefined {
  return owner.path !== null && !isOwnLimit(facts, container, owner.path) ? 'ancestor-limit' : undefined;
}

/** Name of the phase in which something happened; empty before the first. */
export function phaseAt(facts: RecordingFacts, tMs: number): string {
  return facts.phases.findLast((phase) => phase.start.t <= tMs)?.start.phase ?? '';
}
