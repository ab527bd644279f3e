import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../requirements.ts';
import { KindBench } from './kind/bench.ts';
import { recordedIn } from './kind/recordings.ts';

describeWith(['kind', 'kubectl', 'k6'], 'the kind target', () => {
  let bench: KindBench;
  const lastRun = (): string => bench.sandbox.runDirs().sort().at(-1) as string;

  beforeAll(() => {
    bench = new KindBench();
  });
  afterAll(() => bench.close());

  test('measures every container of the pod, cold, from before its start, and leaves nothing in the cluster', async () => {
    const done = await bench.record('whole');
    expect(done.code, done.stderr).toBe(0);
    const { of } = recordedIn(lastRun());
    const containers = new Set(of('cgroup').flatMap(({ role, container }) => (role === 'workload' ? [container] : [])));
    expect(containers).toEqual(new Set(['migrate', 'logger', 'app', 'proxy']));
    const sampled = new Set(of('sample').map(({ cg }) => cg));
    for (const { cg, role, container } of of('cgroup')) if (role === 'workload') expect(sampled, container).toContain(cg);
    expect(of('cold-cache').map(({ method }) => method)).toEqual(of('cold-cache').map(() => 'evicted'));
    expect(of('end').every(({ outcome }) => outcome === 'completed')).toBe(true);
    expect(of('load').reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(0);
    expect(of('load').reduce((sum, { failedRequests }) => sum + failedRequests, 0)).toBe(0);
    expect(bench.namespaces()).toEqual([]);
  });

  test('an image that does not exist: exit code 4 and its name', async () => {
    // Without the policy, the time is spent on waiting for a network that is not there.
    const app = { image: 'localhost/no-such-image:1', imagePullPolicy: 'Never', resources: {} };
    const done = await bench.record('imageless', { app });
    expect(done.code, done.stderr).toBe(4);
    expect(done.stderr).toMatch(/localhost\/no-such-image:1.*ErrImageNeverPull/);
  });

  test('a pod that no node takes: exit code 3 and the words of the scheduler', async () => {
    const app = { resources: { requests: { 'ephemeral-storage': '900Ti' }, limits: { memory: '96Mi' } } };
    const done = await bench.record('homeless', { app });
    expect(done.code, done.stderr).toBe(3);
    expect(done.stderr).toMatch(/no node takes the pod: .*Insufficient ephemeral-storage/);
  });

  test('a Service that selects nothing and two workloads of one name: exit code 2 before anything is made', async () => {
    const astray = await bench.record('astray', { selects: 'wab' });
    expect(astray.code, astray.stderr).toBe(2);
    expect(astray.stderr).toMatch(/no endpoint: it selects {"app":"wab"}/);
    const twin = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'other' },
      spec: { template: { spec: { containers: [{ name: 'app' }] } } },
    };
    const double = await bench.record('double', { more: [twin] });
    expect(double.code, double.stderr).toBe(2);
    expect(double.stderr).toMatch(/Deployment\/web stands 2 times/);
    expect(bench.namespaces()).toEqual([]);
  });
});
