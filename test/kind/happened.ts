import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import { HighwaterError } from '../../src/shared/errors.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { openClient } from '../../src/targets/kube/client.ts';
import { candidateNodes } from '../../src/targets/kube/nodes.ts';
import { isReady } from '../../src/targets/kube/pods/problem.ts';
import type { KillKind } from './kill-kinds.ts';
import { nodeCgroups } from './node-cgroups.ts';
import { goFolder } from './pods.ts';
import { roomBytes } from './room.ts';

type Kubectl = (...args: string[]) => string;

const pollMs = 1000;
/** An eviction takes a minute, everything else seconds; more on a busy machine. */
const patienceMs = 240_000;
/** What has ended must reach the status of its pod, and its events must be told. */
const settleMs = 2500;

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpMs = performance.now() + patienceMs;
  while (!(await done())) {
    if (performance.now() > giveUpMs) throw new Error(`nothing came of it within ${patienceMs / 1000} s`);
    await sleep(pollMs);
  }
}

/** The container that dies has ended once, or the whole pod has. */
function hasEnded({ status }: V1Pod, container: string): boolean {
  const own = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(({ name }) => name === container);
  return status?.phase === 'Failed' || own?.state?.terminated !== undefined || own?.lastState?.terminated !== undefined;
}

/** The word is how many MiB the pods of the node can take before its kubelet minds; it appears whole. */
function giveWord(node: string, folder: string): void {
  const mebibytes = Math.max(0, Math.floor(roomBytes(nodeCgroups(node)) / MiB));
  execFileSync('docker', ['exec', node, 'sh', '-c', `echo ${mebibytes} > ${folder}/word && mv ${folder}/word ${folder}/now`]);
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
  giveWord(node, goFolder(namespace));
  await until(() => {
    const items = pods();
    return kinds.every((kind) => {
      if (kind.livesOn) return kubectl('logs', kind.pod.metadata?.name ?? '', '-c', 'app').includes('over');
      return hasEnded(podOf(items, kind), kind.expected.at(-1)?.container ?? '');
    });
  });
  await sleep(settleMs);
}

/** Resolves when the node takes ordinary pods: for some time after an eviction it does not. */
export async function nodeTakesPods(kubeconfig: string): Promise<void> {
  const client = await openClient({ kubeconfig });
  await until(async () => {
    try {
      await candidateNodes(client.api);
      return true;
    } catch (error) {
      if (error instanceof HighwaterError && error.code === 'environment-missing') return false;
      throw error;
    }
  });
}
