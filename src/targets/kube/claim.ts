import type { KubeObject } from '../../ports/agent.ts';
import { bootId } from '../machine/boot-id.ts';
import { isAlive, ownerOf } from '../machine/owner.ts';
import { annotations, labels, managedBy } from './names.ts';

/** What is written on everything that a run makes in a cluster, so that it can be found and judged from anywhere. */
export interface Claim {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A run of a day is long; what is older was left behind. */
export const lifetimeMs = 24 * 3600 * 1000;

export function claimOf(runLabels: Readonly<Record<string, string>>, owner: string, now: Date): Claim {
  return { labels: runLabels, annotations: { [annotations.owner]: owner, [annotations.expires]: new Date(now.getTime() + lifetimeMs).toISOString() } };
}

export function namespaceObject(name: string, claim: Claim): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: claim.labels, annotations: claim.annotations } };
}

export const ownSelector = `${labels.managedBy}=${managedBy}`;

/** The process that this is, as an annotation says it: on the same machine it can be told whether it still lives. */
export function ownerText(): string {
  const owner = ownerOf(process.pid);
  return [bootId(), process.pid, owner?.startTicks ?? ''].join('/');
}

/** Whether the process of an annotation lives; undefined for one of another machine or boot. */
export function ownerLives(text: string | undefined): boolean | undefined {
  const [boot, pid, startTicks] = (text ?? '').split('/');
  if (boot !== bootId() || !pid || !startTicks) return undefined;
  return isAlive({ pid: Number(pid), startTicks });
}
