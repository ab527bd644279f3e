import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { MiB } from '../../src/shared/quantity.ts';
import { type AcquiredCluster, acquireCluster } from '../../src/targets/kind/acquire.ts';

/** Folder of this machine that nodes see, and where: workloads run from there, and a file that is read here is in memory there. */
export const sharedFolder = { here: '/var/tmp', onNode: '/scenarios' } as const;

/** Room for the control plane, an agent and a pod of 512 MiB; less than the machine has, so that all pods together can be made to run out. */
export const sharedNodeBytes = 2048 * MiB;

/**
 * A kubelet waits 10 s before a second restart, with this gate one (KEP-4603); nothing here depends on its length. And it takes pods again 10 s after it
 * has evicted one, not after 5 minutes (KubeletConfiguration, evictionPressureTransitionPeriod).
 */
export const sharedConfig = stringify({
  kind: 'Cluster',
  apiVersion: 'kind.x-k8s.io/v1alpha4',
  featureGates: { ReduceDefaultCrashLoopBackOffDecay: true },
  kubeadmConfigPatches: [stringify({ kind: 'KubeletConfiguration', apiVersion: 'kubelet.config.k8s.io/v1beta1', evictionPressureTransitionPeriod: '10s' })],
  nodes: [{ role: 'control-plane', extraMounts: [{ hostPath: sharedFolder.here, containerPath: sharedFolder.onNode, readOnly: true }] }],
});

/** State folder of the kind suites of one vitest run. */
export function sharedStateDir(): string {
  const dir = process.env.HIGHWATER_TEST_KIND_STATE;
  if (dir === undefined) throw new Error('HIGHWATER_TEST_KIND_STATE is not set: test/kind/global-setup.ts does that for the project "kind"');
  return dir;
}

/** The cluster that the kind suites use one after the other: highwater makes it for the first of them, keeps it for the next, and the global teardown deletes it. */
export function takeSharedCluster(suite: string): Promise<AcquiredCluster> {
  const unique = createHash('sha256').update(`${suite} ${process.pid}`).digest('hex').slice(0, 4);
  return acquireCluster({
    env: process.env,
    stateDir: sharedStateDir(),
    runId: `${suite}-${unique}`,
    configText: sharedConfig,
    configFile: 'kind-config.yaml',
    image: process.env.TESTBED_NODE_IMAGE,
    nodeMemoryBytes: sharedNodeBytes,
    keep: true,
    signal: undefined,
    say: () => undefined,
  });
}
