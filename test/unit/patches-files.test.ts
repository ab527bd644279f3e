import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { buildPatches } from '../../src/report/patches/build-patches.ts';
import { patchFormats } from '../../src/report/patches/registry.ts';
import { writePatches } from '../../src/report/patches/write-patches.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { recommendation } from './report-documents/judged.ts';
import { plan as localPlan, temporaryRun } from './report-documents/run-directory.ts';
import { variants } from './report-documents/variants.ts';

const withRef = (ref: string) => ({ ...localPlan, workload: { ...localPlan.workload, ref } });
const plan = withRef('Deployment/checkout');

function textOf(file: string, over: Parameters<typeof recommendation>[0] = {}, of = plan): string {
  const built = buildPatches(of, recommendation(over)).find((patch) => patch.file === file);
  if (built === undefined || 'none' in built.result) throw new Error(`${file}: ${JSON.stringify(built?.result)}`);
  return built.result.text;
}

const [app] = recommendation().containers;
if (app === undefined) throw new Error('the document has a container');
const named = (name: string, limitMiB: number) => ({ ...app, name, memory: { ...app.memory, limitBytes: limitMiB * MiB, requestBytes: limitMiB * MiB } });

describe('patches', () => {
  test('the registry holds every file of the folder', () => {
    const files = readdirSync(new URL('../../src/report/patches/formats/', import.meta.url));
    expect(patchFormats).toHaveLength(files.length);
  });

  test('of a verified run hold its numbers, and no word of doubt', () => {
    const patch = parse(textOf('resources-patch.yaml'));
    expect(patch).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'checkout' },
      spec: {
        template: { spec: { containers: [{ name: 'app', resources: { requests: { cpu: '500m', memory: '208Mi' }, limits: { memory: '208Mi' } } }] } },
      },
    });
    for (const { result } of buildPatches(plan, recommendation())) expect('text' in result ? result.text : '').not.toMatch(/NOT VERIFIED/);
  });

  test.each([
    ['StatefulSet/db', 'apps/v1', ['spec', 'template', 'spec', 'containers', 0, 'name']],
    ['CronJob/nightly', 'batch/v1', ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers', 0, 'name']],
    ['Pod/one', 'v1', ['spec', 'containers', 0, 'name']],
  ])('%s has its pod spec where the API has it', (ref, apiVersion, path) => {
    const document = parseDocument(textOf('resources-patch.yaml', {}, withRef(ref)));
    expect(document.get('apiVersion')).toBe(apiVersion);
    expect(document.getIn(path)).toBe('app');
  });

  test('every container with a number is in them, one without is not', () => {
    const containers = [named('app', 208), named('proxy', 64), { ...named('init', 1), memory: { ...app.memory, limitBytes: null, requestBytes: null } }];
    const patch = parse(textOf('resources-patch.yaml', { containers }));
    expect(patch.spec.template.spec.containers.map(({ name }: { name: string }) => name)).toEqual(['app', 'proxy']);
    expect(parse(textOf('helm-values.yaml', { containers }))).toMatchObject({
      resources: { limits: { memory: '208Mi' } },
      proxy: { resources: { limits: { memory: '64Mi' } } },
    });
  });

  test('init containers and native sidecars are patched where a pod spec has them, and an init container counts only where it asks for more', () => {
    const containers = [named('app', 208), { ...named('migrate', 300), role: 'init' as const }, { ...named('proxy', 64), role: 'sidecar' as const }];
    const { containers: plain, initContainers } = parse(textOf('resources-patch.yaml', { containers })).spec.template.spec;
    const names = (list: { name: string }[]) => list.map(({ name }) => name);
    expect([names(plain), names(initContainers)]).toEqual([['app'], ['migrate', 'proxy']]);
    expect(parse(textOf('resources-patch.yaml')).spec.template.spec).not.toHaveProperty('initContainers');
    expect(parse(textOf('vpa.yaml', { containers })).spec.resourcePolicy.containerPolicies).toHaveLength(2);
    expect(textOf('prometheus-rule.yaml', { containers })).toContain('{__name__=~"kube_pod_(init_)?container_resource_limits"');
    expect(textOf('prometheus-rule.yaml', { containers })).not.toContain('migrate');
    expect(textOf('prometheus-rule.yaml')).not.toContain('init_');
  });

  test('bytes that are no whole MiB are kept exactly', () => {
    const memory = { ...app.memory, limitBytes: 100_000_001, requestBytes: 96 * MiB + 1024 };
    const [container] = parse(textOf('resources-patch.yaml', { containers: [{ ...app, memory }] })).spec.template.spec.containers;
    expect(container.resources).toMatchObject({ limits: { memory: '100000001' }, requests: { memory: '98305Ki' } });
  });

  test('a mode called Off is text, not false, to a parser of YAML 1.1', () => {
    expect(parse(textOf('vpa.yaml'), { version: '1.1' }).spec.updatePolicy.updateMode).toBe('Off');
    expect(parse(textOf('vpa.yaml')).spec.resourcePolicy.containerPolicies[0]).toMatchObject({
      minAllowed: { memory: '196Mi' },
      maxAllowed: { memory: '208Mi' },
    });
  });

  test('an alert at a verified peak is explained where the limit is meant to be nearly full, and only there', () => {
    expect(textOf('prometheus-rule.yaml')).toContain('At the measured peak load app needs more than that too');
    const roomy = [{ ...app, memory: { ...app.memory, needBytes: 100 * MiB } }];
    expect(textOf('prometheus-rule.yaml', { containers: roomy })).not.toContain('At the measured peak load');
  });
});

describe('patches that need to know the number of pods', () => {
  const metric = { type: 'Resource', resource: 'cpu', averageUtilization: 61, requestPerPod: 500, why: 'cpu follows load' } as const;
  const hpa = {
    metrics: [metric],
    why: '',
    refused: [],
    capacity: null,
    threshold: null,
    minReplicas: 3,
    maxReplicas: 9,
    replicasWhy: '',
    nodeMemory: null,
    replays: [],
    conflicts: ['HorizontalPodAutoscaler/old'],
    others: [],
  };
  const reason = (file: string, over: Parameters<typeof recommendation>[0], of = plan) =>
    buildPatches(of, recommendation(over)).find((patch) => patch.file === file)?.result;

  test('hpa.yaml holds targets and replica counts, and names what it would fight with', () => {
    const text = textOf('hpa.yaml', { hpa });
    expect(parse(text).spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout' },
      minReplicas: 3,
      maxReplicas: 9,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 61 } } }],
    });
    expect(text).toContain('# Take HorizontalPodAutoscaler/old away first');
    const container = { ...hpa, metrics: [{ ...metric, type: 'ContainerResource' as const }] };
    expect(parse(textOf('hpa.yaml', { hpa: container })).spec.metrics[0].containerResource).toMatchObject({ name: 'cpu', container: 'app' });
  });

  test('the quota leaves room for a rollout at the highest count; a StatefulSet adds no pods', () => {
    expect(parse(textOf('resource-quota.yaml', { hpa })).spec.hard).toEqual({
      pods: '12',
      'requests.memory': '2496Mi',
      'limits.memory': '2496Mi',
      'requests.cpu': '6000m',
    });
    expect(parse(textOf('resource-quota.yaml', { hpa }, withRef('StatefulSet/db'))).spec.hard.pods).toBe('9');
    const memoryWith = (initMiB: number) => {
      const containers = [named('app', 208), { ...named('migrate', initMiB), role: 'init' as const }, { ...named('proxy', 64), role: 'sidecar' as const }];
      return parse(textOf('resource-quota.yaml', { hpa, containers })).spec.hard['requests.memory'];
    };
    expect([memoryWith(200), memoryWith(300)]).toEqual([`${12 * 272}Mi`, `${12 * 300}Mi`]);
  });

  test('without replica counts, targets or a scale neither is written, and the reason is said', () => {
    const uncounted = { ...hpa, minReplicas: null, maxReplicas: null };
    expect(reason('hpa.yaml', { hpa: uncounted })).toEqual({ none: expect.stringContaining('need traffic') });
    expect(reason('resource-quota.yaml', { hpa: uncounted })).toEqual({ none: expect.stringContaining('need traffic') });
    expect(reason('hpa.yaml', { hpa: { ...hpa, metrics: [], why: 'memory does not come back' } })).toEqual({
      none: expect.stringContaining('does not come back'),
    });
    expect(reason('hpa.yaml', { hpa }, withRef('CronJob/checkout'))).toEqual({ none: 'a CronJob cannot be scaled by an HPA' });
  });

  test('flags of a runtime are named beside the limit they go with', () => {
    const set = [{ variable: 'NODE_OPTIONS', value: '--max-old-space-size=150', why: 'three quarters of the limit' }];
    const runtime = { name: 'node', detectedBy: '', heapLimitBytes: null, heapSetBy: '', mismatches: [], set, verifiedTogether: false, why: '' } as const;
    const text = textOf('resources-patch.yaml', { containers: [{ ...app, runtime: { ...runtime, mismatches: [] } }] });
    expect(text).toContain(
      '# Set together with it in container app: NODE_OPTIONS=--max-old-space-size=150 (three quarters of the limit; not verified together).',
    );
  });
});

describe('patches of a limit that does not stand', () => {
  test('not verified: marked in every file that holds a number, and the commands are switched off', () => {
    const { recommendation: unverified } = variants.unverified();
    for (const { file, verified, result } of buildPatches(plan, unverified)) {
      if (verified || 'none' in result) continue;
      expect(result.text, file).toContain('NOT VERIFIED');
    }
    const built = buildPatches(plan, unverified).find(({ file }) => file === 'kubectl.sh');
    const lines = built && 'text' in built.result ? built.result.text.split('\n') : [];
    expect(lines.some((line) => line.includes('kubectl patch'))).toBe(true);
    expect(lines.filter((line) => line.startsWith('kubectl'))).toEqual([]);
  });

  test.each(['refuted', 'leaking', 'interrupted'] as const)('%s: no file with a number, but the alerts', (name) => {
    const built = buildPatches(plan, variants[name]().recommendation);
    expect(built.filter(({ result }) => 'text' in result).map(({ file }) => file)).toEqual(['prometheus-rule.yaml', 'grafana-dashboard.json']);
  });

  test('a refuted limit is not written even where the document still holds it', () => {
    const built = buildPatches(plan, recommendation({ status: 'refuted' }));
    expect(built.find(({ file }) => file === 'resources-patch.yaml')?.result).toEqual({ none: expect.stringContaining('refuted') });
  });
});

describe('what cannot be patched', () => {
  test.each([
    ['no workload', localPlan, {}, 'the plan names no workload'],
    ['a kind of its own', withRef('Rollout/checkout'), {}, 'Rollout/checkout is not a built-in workload'],
    ['a name that Kubernetes refuses', plan, { containers: [{ ...app, name: 'a"; rm -rf / #' }] }, 'is one that Kubernetes refuses'],
  ])('%s: every format says why', (_, of, over, why) => {
    for (const { result } of buildPatches(of, recommendation(over))) expect(result).toEqual({ none: expect.stringContaining(why) });
  });

  test('text of the run cannot leave its comment', () => {
    const why = 'bad\nkind: Evil\r\n$(touch x)';
    const text = textOf('resources-patch.yaml', { why });
    expect(parse(text).kind).toBe('Deployment');
    expect(
      textOf('kubectl.sh', { why })
        .split('\n')
        .filter((line) => line.includes('touch')),
    ).toEqual([expect.stringMatching(/^# /)]);
  });
});

describe('the folder of patches', () => {
  test('has a README that names what is there and what is not; a file of an earlier verdict goes', async () => {
    const runDir = temporaryRun();
    const first = await writePatches(runDir, plan, recommendation());
    expect(first).toHaveLength(patchFormats.length - 2);
    expect(statSync(join(runDir, 'patches', 'kubectl.sh')).mode & 0o777).toBe(0o755);
    await writePatches(runDir, plan, variants.refuted().recommendation);
    expect(readdirSync(join(runDir, 'patches')).sort()).toEqual(['README.md', 'grafana-dashboard.json', 'prometheus-rule.yaml']);
    const readme = readFileSync(join(runDir, 'patches', 'README.md'), 'utf8');
    expect(readme).toContain('**REFUTED.**');
    expect(readme).toContain('`resources-patch.yaml` (strategic merge patch of the workload): the limit was refuted');
  });
});
