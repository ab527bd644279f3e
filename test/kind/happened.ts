import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import { isReady } from '../../src/targets/kube/pods/problem.ts';
import type { KillKind } from './kill-kinds.ts';
import { goFolder } from './pods.ts';

type Kubectl = (...args: string[]) => string;

const pollMs = 1000;
/** An eviction waits for memory to fill a step at a time; everything else takes seconds, on a busy machine a minute. */
const patienceMs = 400_000;
/** What has ended must reach the status of its pod, and its events must be told. */
const settleMs = 2500;

async function until(done: () => boolean): Promise<void> {
  const giveUpMs = performance.now() + patienceMs;
  while (!done()) {
    if (performance.now() > giveUpMs) throw new Error(`nothing came of it within ${patienceMs / 1000} s`);
    await sleep(pollMs);
  }
}

/** The container that dies has ended once, or the whole pod has. */
function hasEnded({ status }: V1Pod, container: string): boolean {
  const own = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(({ name }) => name === container);
  return status?.phase === 'Failed' || own?.state?.terminated !== undefined || own?.lastState?.terminated !== undefined;
}

/** Lets the pods wait until all that should be ready are, gives the word, and resolves when every kind has happened. */
export async function haveHappened(kinds: readonly KillKind[], kubectl: Kubectl, node: string, namespace: string): Promise<void> {
  const pods = () => (JSON.parse(kubectl('get', 'pod', '-o', 'json')) as { items: V1Pod[] }).items;
  const podOf = (items: readonly V1Pod[], kind: KillKind) => items.find(({ metadata }) => metadata?.name === kind.pod.metadata?.name) as V1Pod;
  await until(() => {
    const items = pods();
    return kinds.every((kind) => kind.early === true || isReady(podOf(items, kind)));
  });
  await sleep(settleMs);
  execFileSync('docker', ['exec', node, 'touch', `${goFolder(namespace)}/now`]);
  await until(() => {
    const items = pods();
    return kinds.every((kind) => {
      if (kind.livesOn) return kubectl('logs', kind.pod.metadata?.name ?? '', '-c', 'app').includes('over');
      return hasEnded(podOf(items, kind), kind.expected.at(-1)?.container ?? '');
    });
  });
  await sleep(settleMs);
}
