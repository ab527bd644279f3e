import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/ports/agent.ts';
import { placed } from '../../src/targets/kube/manifests/place.ts';
import { prepare } from '../../src/targets/kube/manifests/prepare.ts';
import { sized } from '../../src/targets/kube/manifests/size.ts';
import { type PodTemplate, templateOf } from '../../src/targets/kube/manifests/workload-kinds.ts';
import { deployment, object, service } from './kube-objects.ts';

const clusterKinds = new Set(['ClusterRole', 'PriorityClass', 'Namespace']);

function prepared(objects: readonly KubeObject[], { ref = 'Deployment/checkout', container = 'app', clusterScopedAllowed = false } = {}) {
  const scopeOf = async ({ kind }: KubeObject) => {
    if (kind === 'ServiceMonitor') return 'unknown' as const;
    return clusterKinds.has(kind) ? ('cluster' as const) : ('namespaced' as const);
  };
  return prepare({ objects, ref, container, cpuMillicores: 500, clusterScopedAllowed, scopeOf });
}

const kindsOf = (objects: readonly KubeObject[]): string[] => objects.map(({ kind }) => kind);

describe('what is applied', () => {
  const hpa = (target: string) =>
    object('autoscaling/v2', 'HorizontalPodAutoscaler', `${target}-hpa`, { scaleTargetRef: { kind: 'Deployment', name: target } });
  const pdb = (app: string) => object('policy/v1', 'PodDisruptionBudget', `${app}-pdb`, { selector: { matchLabels: { app } } });

  test('autoscalers and budgets of the workload stay away, those of others do not', async () => {
    const { surroundings, changes } = await prepared([deployment(), hpa('checkout'), hpa('redis'), pdb('checkout'), pdb('redis')]);
    expect(surroundings.map(({ metadata }) => metadata.name)).toEqual(['redis-hpa', 'redis-pdb']);
    expect(changes.filter((text) => text.includes('not applied'))).toHaveLength(2);
  });

  test('a vertical autoscaler of the workload stays away', async () => {
    const vpa = object('autoscaling.k8s.io/v1', 'VerticalPodAutoscaler', 'v', { targetRef: { kind: 'Deployment', name: 'checkout' } });
    expect((await prepared([deployment(), vpa])).surroundings).toEqual([]);
  });

  test('what others refer to comes first', async () => {
    const { surroundings } = await prepared([
      deployment(),
      deployment({}, 'redis'),
      service(),
      object('v1', 'Secret', 's'),
      object('v1', 'ServiceAccount', 'a'),
    ]);
    expect(kindsOf(surroundings)).toEqual(['ServiceAccount', 'Secret', 'Service', 'Deployment']);
  });

  test('routes, quotas, limit ranges and kinds that the cluster lacks stay away and are named', async () => {
    const others = [
      object('networking.k8s.io/v1', 'Ingress', 'i'),
      object('v1', 'ResourceQuota', 'q'),
      object('v1', 'LimitRange', 'l'),
      object('m/v1', 'ServiceMonitor', 'm'),
    ];
    const { surroundings, changes } = await prepared([deployment(), ...others]);
    expect(surroundings).toEqual([]);
    for (const name of ['Ingress/i', 'ResourceQuota/q', 'LimitRange/l', 'ServiceMonitor/m'])
      expect(changes.some((text) => text.startsWith(`${name}: not applied`))).toBe(true);
  });

  test('objects without a namespace are refused unless the plan allows them', async () => {
    const objects = [deployment(), object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'wide')];
    await expect(prepared(objects)).rejects.toMatchObject({ code: 'plan-invalid', message: expect.stringContaining('ClusterRole/wide') });
    expect(kindsOf((await prepared(objects, { clusterScopedAllowed: true })).clusterScoped)).toEqual(['ClusterRole']);
  });

  test('a name with another namespace in it is said, a name without is not', async () => {
    const env = (value: string) => object('v1', 'ConfigMap', 'c', { value });
    expect((await prepared([deployment(), env('redis.shop.svc:6379')])).changes.join()).toContain('redis.shop.svc');
    expect((await prepared([deployment(), env('redis:6379')])).changes.join()).not.toContain('redis');
  });
});

describe('which workload is sized', () => {
  test('two of the same name in two namespaces are an error that names both', async () => {
    const other = { ...deployment(), metadata: { name: 'checkout', namespace: 'test' } };
    await expect(prepared([deployment(), other])).rejects.toMatchObject({ code: 'plan-invalid', message: expect.stringMatching(/2 times.*shop, test/) });
  });

  test('a workload that is not there is an error that lists those that are', async () => {
    await expect(prepared([deployment({}, 'redis')])).rejects.toMatchObject({ hint: expect.stringContaining('Deployment/redis') });
  });

  test('a container that is not there is an error that lists those that are', async () => {
    await expect(prepared([deployment()], { container: 'web' })).rejects.toMatchObject({ hint: expect.stringContaining('app, proxy') });
  });
});

describe('the workload of a recording', () => {
  const sizing = { container: 'app', limitBytes: 256 * 2 ** 20, cpuMillicores: 500 };
  const containersOf = (workload: KubeObject) => (templateOf(workload) as PodTemplate).spec.containers;

  test('one pod, recreated, with the limit of the recording on the sized container alone', () => {
    const workload = sized(deployment(), sizing);
    expect(workload.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    const [app, proxy] = containersOf(workload);
    expect(app?.resources).toEqual({ limits: { memory: '268435456', cpu: '500m' }, requests: { memory: '268435456', cpu: '250m' } });
    expect(proxy?.resources).toEqual({ limits: { memory: '64Mi' } });
  });

  test('a CPU request above the limit of the plan is lowered to it', () => {
    expect(containersOf(sized(deployment(), { ...sizing, cpuMillicores: 100 }))[0]?.resources?.requests?.cpu).toBe('100m');
  });

  test('goes into the namespace of the run, labelled, without what the API server wrote', () => {
    const exported = { ...deployment(), status: { replicas: 2 } };
    const metadata = { ...exported.metadata, uid: 'x', resourceVersion: '1', managedFields: [], ownerReferences: [] };
    const result = placed({ ...exported, metadata }, { namespace: 'run', labels: { run: '1' }, role: 'workload', loadedImages: new Set() });
    expect(result.metadata).toEqual({ name: 'checkout', namespace: 'run', labels: { run: '1' } });
    expect(result).not.toHaveProperty('status');
    expect(templateOf(result)?.metadata?.labels).toEqual({ app: 'checkout', run: '1', 'highwater.dev/role': 'workload' });
  });

  test('images that were loaded are not pulled, others are left as they are', () => {
    const place = (loaded: string[]) => placed(deployment(), { namespace: 'run', labels: {}, role: 'workload', loadedImages: new Set(loaded) });
    expect(containersOf(place(['checkout:latest'])).map(({ imagePullPolicy }) => imagePullPolicy)).toEqual(['IfNotPresent', undefined]);
  });

  test('a Service of the run takes no port of the nodes and no load balancer', () => {
    const place = (spec: Record<string, unknown>) =>
      placed(service(spec), { namespace: 'run', labels: {}, role: 'surroundings', loadedImages: new Set() }).spec;
    expect(place({ type: 'LoadBalancer', loadBalancerIP: '1.2.3.4', ports: [{ port: 80, nodePort: 30000 }] })).toEqual({
      selector: { app: 'checkout' },
      type: 'ClusterIP',
      ports: [{ port: 80 }],
    });
    expect(place({ clusterIP: 'None' })).toMatchObject({ clusterIP: 'None' });
  });
});
