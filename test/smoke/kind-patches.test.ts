import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { editManifest } from '../../src/report/apply/edit-manifest.ts';
import { writePatches } from '../../src/report/patches/write-patches.ts';
import { describeWith } from '../requirements.ts';
import { recommendation } from '../unit/report-documents/judged.ts';
import { plan as localPlan, temporaryRun } from '../unit/report-documents/run-directory.ts';
import { openPatchCluster, type PatchCluster } from './patch-cluster.ts';

const crds = ['prometheusrule.yaml', 'vpa.yaml'].map((name) => fileURLToPath(new URL(`../crds/${name}`, import.meta.url)));
const plan = { ...localPlan, workload: { ...localPlan.workload, ref: 'Deployment/checkout' } };

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
spec:
  replicas: 0
  selector: {matchLabels: {app: checkout}}
  template:
    metadata: {labels: {app: checkout}}
    spec:
      initContainers:
        - name: migrate
          image: registry.invalid/migrate:1
      containers:
        - name: app
          image: registry.invalid/checkout:1
          args: [--port, "8080"]
          resources:
            requests: {cpu: 250m, memory: 64Mi}
            limits: {cpu: "1", memory: 128Mi} # a guess
        - name: proxy
          image: registry.invalid/proxy:1
`;

const hpa = {
  metrics: [
    { type: 'Resource' as const, resource: 'cpu' as const, averageUtilization: 61, requestPerPod: 500, why: '' },
    { type: 'ContainerResource' as const, resource: 'memory' as const, averageUtilization: 80, requestPerPod: 2 ** 28, why: '' },
  ],
  why: '',
  refused: [],
  capacity: null,
  threshold: null,
  minReplicas: 3,
  maxReplicas: 9,
  replicasWhy: '',
  nodeMemory: null,
  replays: [],
  conflicts: [],
  others: [],
};

interface Patched {
  readonly name: string;
  readonly args?: string[];
  readonly resources: unknown;
}

interface Workload {
  readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Patched[]; readonly initContainers: readonly Patched[] } } };
}

describeWith(['kind', 'kubectl'], 'patches against a real API server', () => {
  let cluster: PatchCluster;
  let runDir: string | undefined;
  let patches = '';
  beforeAll(async () => {
    cluster = await openPatchCluster(crds);
    cluster.kubectl(['apply', '-f', '-'], manifest);
    runDir = mkdtempSync(join(tmpdir(), 'highwater-patches-'));
    await writePatches(runDir, plan, recommendation({ hpa }));
    patches = join(runDir, 'patches');
  });
  afterAll(async () => {
    await cluster?.close();
    if (runDir !== undefined) rmSync(runDir, { recursive: true, force: true });
  });

  /** Memory as recommended, the CPU limit of the manifest, arguments and the other container as they were. */
  function expectPatched(json: string): void {
    const { containers } = (JSON.parse(json) as Workload).spec.template.spec;
    expect(containers.map(({ name }) => name)).toEqual(['app', 'proxy']);
    expect(containers[0]).toMatchObject({
      args: ['--port', '8080'],
      resources: { requests: { cpu: '500m', memory: '208Mi' }, limits: { cpu: '1', memory: '208Mi' } },
    });
  }

  test('the strategic merge patch changes the two numbers and the CPU request, nothing else', () => {
    const patched = cluster.kubectl(['patch', 'deployment/checkout', '--dry-run=server', '-o', 'json', '--patch-file', join(patches, 'resources-patch.yaml')]);
    expectPatched(patched);
  });

  test('kubectl.sh does the same, and so does each kubectl set resources line in it', () => {
    const script = spawnSync('sh', [join(patches, 'kubectl.sh'), '-n', 'highwater-test-patches', '--dry-run=server', '-o', 'json'], {
      encoding: 'utf8',
      env: cluster.env,
    });
    expect(script.status, script.stderr).toBe(0);
    expectPatched(script.stdout);
    const line = spawnSync('sed', ['-n', 's/^# kubectl set resources //p', join(patches, 'kubectl.sh')], { encoding: 'utf8' }).stdout.trim();
    const args = line.split(' ').filter((word) => word !== '"$@"');
    expectPatched(cluster.kubectl(['set', 'resources', ...args, '--dry-run=server', '-o', 'json']));
  });

  test('an init container is patched in its own list, by the file and by kubectl set resources', async () => {
    const [app] = recommendation().containers;
    if (app === undefined) throw new Error('the document has a container');
    const folder = temporaryRun();
    await writePatches(folder, plan, recommendation({ containers: [app, { ...app, name: 'migrate', role: 'init' }] }));
    const of = (json: string) => (JSON.parse(json) as Workload).spec.template.spec;
    const dryRun = ['--dry-run=server', '-o', 'json'];
    const lines = spawnSync('sed', ['-n', 's/^# kubectl set resources //p', join(folder, 'patches', 'kubectl.sh')], { encoding: 'utf8' }).stdout.trim();
    const line = (lines.split('\n')[1] ?? '').split(' ').filter((word) => word !== '"$@"');
    for (const args of [
      ['patch', 'deployment/checkout', '--patch-file', join(folder, 'patches', 'resources-patch.yaml')],
      ['set', 'resources', ...line],
    ]) {
      const { containers, initContainers } = of(cluster.kubectl([...args, ...dryRun]));
      expect(containers.map(({ name }) => name)).toEqual(['app', 'proxy']);
      expect(initContainers).toMatchObject([{ name: 'migrate', image: 'registry.invalid/migrate:1', resources: { limits: { memory: '208Mi' } } }]);
    }
  });

  test('the kustomize component patches the workload of an overlay', () => {
    const overlay = temporaryRun();
    writeFileSync(join(overlay, 'workload.yaml'), manifest);
    spawnSync('cp', ['-r', patches, join(overlay, 'patches')]);
    writeFileSync(join(overlay, 'kustomization.yaml'), 'resources: [workload.yaml]\ncomponents: [patches]\n');
    const built = cluster.kubectl(['kustomize', overlay]);
    expectPatched(cluster.kubectl(['apply', '--dry-run=server', '--validate=strict', '-o', 'json', '-f', '-'], built));
  });

  test('the Helm values are what a chart puts into its container', () => {
    const { resources } = parse(readFileSync(join(patches, 'helm-values.yaml'), 'utf8'));
    const deployment = parse(manifest);
    // As the chart of `helm create` does: resources: {{ toYaml .Values.resources }}, with the CPU limit that it had.
    deployment.spec.template.spec.containers[0].resources = { ...resources, limits: { cpu: '1', ...resources.limits } };
    expectPatched(cluster.kubectl(['apply', '--dry-run=server', '--validate=strict', '-o', 'json', '-f', '-'], stringify(deployment)));
  });

  test.each(['hpa.yaml', 'vpa.yaml', 'resource-quota.yaml', 'limit-range.yaml', 'prometheus-rule.yaml'])('%s is taken by the server as it stands', (file) => {
    expect(cluster.kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', join(patches, file)])).toMatch(/created \(server dry run\)/);
  });

  test('a manifest that apply has edited is taken, too', () => {
    const values = [{ container: 'app', fields: [{ group: 'limits', resource: 'memory', value: '208Mi' }] }] as const;
    const { text } = editManifest({ path: 'x', text: manifest, workload: { kind: 'Deployment' }, names: ['checkout'], values });
    expect(cluster.kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], text)).toContain('configured (server dry run)');
  });

  test('the server does refuse what is wrong: a request above its limit, a field that is not there', () => {
    const apply = (text: string) => cluster.kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], text);
    expect(() => apply(manifest.replace('memory: 64Mi', 'memory: 64Gi'))).toThrow(/must be less than or equal to memory limit/);
    expect(() => apply(manifest.replace('requests:', 'request:'))).toThrow(/unknown field/);
  });
});
