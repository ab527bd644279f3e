import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/ports/agent.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { fenceOf } from '../../src/targets/kube/failures.ts';
import { sized } from '../../src/targets/kube/manifests/size.ts';
import { highestAdmitted } from '../../src/targets/kube/rehearsal/highest-admitted.ts';
import { podChanges } from '../../src/targets/kube/rehearsal/pod-changes.ts';
import { rehearsedPod } from '../../src/targets/kube/rehearsal/rehearsed-pod.ts';
import { deployment } from './kube-objects.ts';

interface PodSpec {
  readonly containers: readonly { readonly name: string; readonly resources?: object }[];
  readonly volumes?: readonly { readonly name: string }[];
  readonly serviceAccountName?: string;
}

const specOf = (pod: KubeObject) => pod.spec as PodSpec;
const sizedAt = (limitBytes: number): KubeObject => sized(deployment(), { container: 'app', cpuMillicores: 500, limitBytes });

describe('the pod that is rehearsed', () => {
  test('has the containers with their limits and the labels, and needs no service account that comes later', () => {
    const template = { metadata: { labels: { app: 'x' } }, spec: { serviceAccountName: 'robot', containers: [{ name: 'app' }] } };
    const pod = rehearsedPod(deployment({ template }));
    expect(pod).toMatchObject({ kind: 'Pod', metadata: { namespace: 'shop', labels: { app: 'x' } }, spec: { containers: [{ name: 'app' }] } });
    expect(specOf(pod)).not.toHaveProperty('serviceAccountName');
    expect(specOf(rehearsedPod(sizedAt(64 * MiB))).containers[0]?.resources).toMatchObject({ limits: { memory: String(64 * MiB) } });
  });

  test('a StatefulSet brings volumes of its own, which a pod without them is refused for', () => {
    const set = { ...deployment({ volumeClaimTemplates: [{ metadata: { name: 'data' } }] }), kind: 'StatefulSet' };
    expect(specOf(rehearsedPod(set)).volumes).toEqual([{ name: 'data', emptyDir: {} }]);
  });
});

describe('what a cluster makes of a pod on its way in', () => {
  const asked = rehearsedPod(sizedAt(128 * MiB));
  const answered = (change: (containers: PodSpec['containers']) => PodSpec['containers']): KubeObject => {
    const { containers, ...spec } = specOf(asked);
    return { ...asked, spec: { ...spec, containers: change(containers) } };
  };
  const withLimit = (name: string, memory: string) =>
    answered((containers) => containers.map((each) => (each.name === name ? { ...each, resources: { limits: { memory } } } : each)));

  test('nothing where quantities are only written otherwise', () => {
    expect(podChanges(asked, withLimit('app', '128Mi'), 'app')).toEqual({ sizedLimit: undefined, others: [] });
  });

  test('another limit of the sized container is told apart from those beside it', () => {
    expect(podChanges(asked, withLimit('app', '256Mi'), 'app')).toEqual({ sizedLimit: 'memory limit 128Mi -> 256Mi', others: [] });
    expect(podChanges(asked, withLimit('proxy', '32Mi'), 'app').others).toEqual(['container proxy: the cluster sets memory limit 64Mi -> 32Mi']);
  });

  test('an injected sidecar', () => {
    const injected = answered((containers) => [...containers, { name: 'mesh' }]);
    expect(podChanges(asked, injected, 'app').others).toEqual(['container mesh is added by the cluster, with memory limit none']);
  });
});

describe('the highest limit that is admitted', () => {
  const upTo = (mib: number) => async (bytes: number) => bytes <= mib * MiB;

  test('is found to a MiB, wherever it lies', async () => {
    for (const mib of [64, 65, 100, 511]) expect(await highestAdmitted(upTo(mib), 64 * MiB, 512 * MiB)).toBe(mib * MiB);
  });

  test('is the ceiling where nothing is in the way, and the limit itself where that is higher', async () => {
    expect(await highestAdmitted(upTo(4096), 64 * MiB, 512 * MiB)).toBe(512 * MiB);
    expect(await highestAdmitted(upTo(4096), 600 * MiB, 512 * MiB)).toBe(600 * MiB);
  });
});

describe('what fences a namespace in is named', () => {
  test.each([
    [
      'a ResourceQuota',
      'pods "web" is forbidden: exceeded quota: platform, requested: limits.memory=288Mi, used: limits.memory=0, limited: limits.memory=150Mi',
    ],
    ['a ResourceQuota', 'pods "web" is forbidden: failed quota: platform: must specify limits.memory for: logger'],
    ['a LimitRange', 'pods "web" is forbidden: maximum memory usage per Container is 80Mi, but limit is 96Mi'],
    ['Pod Security', 'pods "web" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false'],
  ])('%s', (name, message) => {
    expect(fenceOf(message).text).toBe(`${name} is in the way: ${message}`);
  });

  test('a webhook speaks for itself', () => {
    const message = 'admission webhook "policy.example" denied the request: no';
    expect(fenceOf(message).text).toBe(message);
  });
});
