import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { WatchedCgroup, WatchedPod } from '../../src/ports/target.ts';
import { createAgent } from '../../src/probes/agent/agent.ts';
import { clusterFolder, knownClusters } from '../../src/targets/kind/state.ts';
import { createKindTarget } from '../../src/targets/kind/target.ts';
import { labels, slug } from '../../src/targets/kube/names.ts';
import { containerFolder, type NodeCgroups, nodeCgroups, podFolder } from '../kind/node-cgroups.ts';
import { sharedConfig, sharedFolder, sharedNodeBytes, sharedStateDir } from '../kind/shared-cluster.ts';
import { localHarness } from './local-harness.ts';
import type { TargetHarness, WorkloadOptions } from './target-harness.ts';

const image = 'node:24-bookworm-slim';
const port = 8080;
/** From the making of a pod until its program runs; a node that is busy takes its time. */
const beforeProgramMs = 6000;

/** A StatefulSet, whose pod comes back under its old name, with a Service; it has no limit of its own. */
function manifests(scenarioDir: string, command: readonly string[], env: Readonly<Record<string, string>>): object {
  const metadata = { name: 'app' };
  const selector = { app: 'conformance' };
  const container = {
    ...{ name: 'app', image, command, env: Object.entries(env).map(([name, value]) => ({ name, value })) },
    readinessProbe: { httpGet: { path: '/healthz', port }, periodSeconds: 1 },
    resources: { requests: { cpu: '50m' } },
    volumeMounts: [{ name: 'workload', mountPath: '/workload', readOnly: true }],
  };
  const workload = { name: 'workload', hostPath: { path: join(sharedFolder.onNode, relative(sharedFolder.here, scenarioDir)), type: 'Directory' } };
  const template = { metadata: { labels: selector }, spec: { containers: [container], volumes: [workload] } };
  const items = [
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector, ports: [{ port }] } },
    { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: { serviceName: 'app', selector: { matchLabels: selector }, template } },
  ];
  return { apiVersion: 'v1', kind: 'List', metadata, items };
}

function describe(scenarioDir: string, scriptFile: string, options: WorkloadOptions): ReturnType<TargetHarness['describe']> {
  const { readyTimeoutMs = 60_000, env = {}, command = ['node', `/workload/${scriptFile}`] } = options;
  const given = { PORT: String(port), HOST: '0.0.0.0', STATE: '/state', ...env };
  writeFileSync(join(scenarioDir, 'workload.json'), JSON.stringify(manifests(scenarioDir, command, given)));
  const kindCluster = { reuse: true, nodeMemoryBytes: sharedNodeBytes, readyTimeoutMs: beforeProgramMs + readyTimeoutMs };
  const workload = { manifests: ['workload.json'], ref: 'StatefulSet/app', url: `http://app:${port}`, container: 'app', cpuMillicores: 1000 };
  return { target: { kind: 'kind', kindCluster }, workload };
}

const nodes = new Map<string, NodeCgroups>();

function cgroupsOf({ uid, node, containers }: WatchedPod): WatchedCgroup[] {
  if (node === undefined) return [];
  const found = nodes.get(node) ?? nodeCgroups(node);
  nodes.set(node, found);
  const pod = podFolder(found, uid);
  if (pod === undefined) return [];
  return containers
    .filter(({ id }) => id !== undefined)
    .map(({ name, id }) => {
      const kernelPath = `${found.nodePath}/${containerFolder(pod, id as string)}`;
      const memoryDir = join(found.memoryRoot, kernelPath);
      return { container: name, role: 'workload', version: found.version, memoryDir, cpuDir: undefined, pressureDir: undefined, kernelPath };
    });
}

/** What of a run the clusters still hold, but for empty namespaces that are on their way out. */
function leftovers(runId: string): string[] {
  const clusters = knownClusters(sharedStateDir());
  return clusters.flatMap((name) => {
    const kubeconfig = join(clusterFolder(sharedStateDir(), name), 'kubeconfig');
    const get = (...args: string[]) =>
      execFileSync('kubectl', ['--kubeconfig', kubeconfig, 'get', ...args, '-l', `${labels.run}=${slug(runId)}`, '-o', 'json'], { encoding: 'utf8' });
    const itemsOf = (text: string) => (JSON.parse(text) as { items: { kind: string; metadata: { name: string; deletionTimestamp?: string } }[] }).items;
    const namespaces = itemsOf(get('namespaces')).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    return [...namespaces, ...itemsOf(get('pods,services,statefulsets', '--all-namespaces'))].map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  });
}

/** The same kernel files as for any cgroup of this machine, which the node's containers are on; what is left is asked of the API server. */
export const kindHarness: TargetHarness = {
  createTarget: () =>
    createKindTarget({
      ...{ env: process.env, stateDir: sharedStateDir(), agent: createAgent(), keep: true, expired: false, now: () => new Date(), say: () => undefined },
      config: () => ({ text: sharedConfig, file: 'kind-config.yaml' }),
    }),
  describe,
  /** A kubelet starts it again, whatever it did; highwater has seen enough at the third end. */
  restartsAtStart: 2,
  killedExit: { exitCode: 137, signal: null },
  fileBytes: localHarness.fileBytes,
  limitBytes: localHarness.limitBytes,
  processes: localHarness.processes,
  cgroupsOf,
  isAbout: ({ containerId }, { kernelPath }) => containerId !== undefined && kernelPath.includes(containerId),
  leftovers,
};
