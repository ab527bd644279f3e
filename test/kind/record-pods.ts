import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { V1Pod } from '@kubernetes/client-node';
import { createCgroupProbe } from '../../src/probes/cgroup-probe.ts';
import type { RecordingEvent } from '../../src/recording/events.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import { anchorClock } from '../../src/run/clock.ts';
import { openClient } from '../../src/targets/kube/client.ts';
import { watchPods } from '../../src/targets/kube/pod-watch.ts';
import { ladderSpec } from '../synthetic/specs.ts';
import { HostCgroups } from './host-cgroups.ts';
import { nodeCgroups } from './node-cgroups.ts';
import { withGo } from './pods.ts';

export interface PodRecording {
  readonly dir: string;
  readonly kubeconfig: string;
  /** Container of the node of kind. */
  readonly node: string;
  readonly namespace: string;
  readonly pods: readonly V1Pod[];
  /** The container that is sized. */
  readonly container: string;
  /** Resolves when everything that is to happen has happened; what it returns is returned. */
  readonly until: (kubectl: (...args: string[]) => string) => Promise<void>;
}

export function kubectlOf(kubeconfig: string, namespace: string): (...args: string[]) => string {
  return (...args) => execFileSync('kubectl', ['--kubeconfig', kubeconfig, '-n', namespace, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Runs pods in a cluster of kind and records what the API server, the kernel log and the cgroups of this machine say of them. */
export async function recordPods(request: PodRecording): Promise<void> {
  const { dir, namespace, kubeconfig } = request;
  const client = await openClient({ kubeconfig });
  const startedAt = new Date();
  const clock = anchorClock(() => startedAt);
  const events: RecordingEvent[] = [];
  const emit = (event: RecordingEvent) => void events.push(event);
  const probe = await createCgroupProbe().start({ hz: 20, clock: clock.now, monotonicMs: clock.monotonicMs, emit });
  const cgroups = new HostCgroups(nodeCgroups(request.node), probe);
  await client.core.createNamespace({ body: { metadata: { name: namespace, labels: { 'app.kubernetes.io/managed-by': 'highwater' } } } });
  const onPod = (pod: V1Pod) => cgroups.pod(pod.metadata?.uid ?? '');
  const watching = await watchPods({ client, namespace, selector: 'ledger=yes', emit, clock: clock.now, onPod });
  try {
    for (const body of request.pods) await client.core.createNamespacedPod({ namespace, body: withGo(body, namespace) });
    await request.until(kubectlOf(kubeconfig, namespace));
  } finally {
    await client.core.deleteCollectionNamespacedPod({ namespace, gracePeriodSeconds: 1 });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    cgroups.stop();
    await probe.stop();
    await watching.stop();
    await client.core.deleteNamespace({ name: namespace });
    emit({ kind: 'end', t: clock.now(), outcome: 'completed' });
  }
  writeRecording(dir, request.container, startedAt, named(events));
}

/** Names cgroups by what the API server called their ids; the sandbox of a pod has none and is left out. */
function named(events: readonly RecordingEvent[]): RecordingEvent[] {
  const names = new Map(events.flatMap((event) => (event.kind === 'pod-status' && event.containerId ? [[event.containerId, event.container] as const] : [])));
  const dropped = new Set(events.flatMap((event) => (event.kind === 'cgroup' && event.role === 'workload' && !names.has(event.container) ? [event.cg] : [])));
  return events
    .filter((event) => !('cg' in event && event.cg !== undefined && dropped.has(event.cg)))
    .map((event) => (event.kind === 'cgroup' && event.role === 'workload' ? { ...event, container: names.get(event.container) as string } : event));
}

function writeRecording(dir: string, container: string, startedAt: Date, events: readonly RecordingEvent[]): void {
  mkdirSync(dir, { recursive: true });
  const manifest = syntheticManifest(ladderSpec({ cgroupVersion: 1 }));
  const plan = { ...manifest.plan, name: 'pods', workload: { ...manifest.plan.workload, container } };
  const real = { ...manifest, plan, clock: { startedAt: startedAt.toISOString(), monotonicMs: 0 } };
  writeFileSync(join(dir, 'manifest.json'), `${JSON.stringify(real, null, 2)}\n`);
  writeFileSync(join(dir, 'events.ndjson'), `${events.map((event) => JSON.stringify(event)).join('\n')}\n`);
}
