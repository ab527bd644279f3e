import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { apply } from '../../src/cli/apply.ts';
import type { Context } from '../../src/cli/context.ts';
import type { VerbOptions } from '../../src/cli/program.ts';
import type { Recommendation } from '../../src/recommend/document.ts';
import { HighwaterError } from '../../src/shared/errors.ts';
import { recommendation } from './report-documents/judged.ts';
import { plan, temporaryRun } from './report-documents/run-directory.ts';
import { variants } from './report-documents/variants.ts';

const base = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
spec:
  template:
    spec:
      containers:
        - name: app
          image: x
          resources: # measured by nobody
            requests: { cpu: 500m, memory: 128Mi }
            limits: { memory: 128Mi }
`;

/** A scenario with these files and a run of it. */
function runOf(
  files: Readonly<Record<string, string>>,
  over: Partial<Recommendation> = {},
  manifests: readonly string[] = ['workload.yaml'],
  ref = 'Deployment/checkout',
) {
  const root = temporaryRun();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, 'scenario', name, '..'), { recursive: true });
    writeFileSync(join(root, 'scenario', name), text);
  }
  const runDir = join(root, 'reports', 'one');
  mkdirSync(runDir, { recursive: true });
  const digest = 'sha256:0';
  const run = {
    kind: 'Run',
    schemaVersion: 1,
    toolVersion: '0.1.0',
    runId: 'one',
    createdAt: '2026-11-21T09:00:00.000Z',
    scenario: 'scenario',
    scenarioFromRun: '../../scenario',
    target: 'local',
    assignments: [],
    plan: { ...plan, workload: { ...plan.workload, ref, manifests } },
    planDigest: digest,
    scriptDigest: digest,
    looseLimitBytes: 2 ** 30,
  };
  writeFileSync(join(runDir, 'run.json'), JSON.stringify(run));
  writeFileSync(join(runDir, 'recommendation.json'), JSON.stringify(recommendation(over)));
  return root;
}

async function applied(root: string, options: Partial<VerbOptions> = {}) {
  const said = { stdout: [] as string[], stderr: [] as string[] };
  const context = { cwd: root, stdout: (text: string) => void said.stdout.push(text), stderr: (text: string) => void said.stderr.push(text) } as Context;
  const exitCode = await apply(context, ['reports/one'], { set: [], out: 'reports', inconclusive: 'fail', ...options });
  return { exitCode, stdout: said.stdout.join(''), stderr: said.stderr.join('') };
}

const at = (root: string, name: string) => join(root, 'scenario', name);

describe('highwater apply', () => {
  test('shows the difference and writes nothing; with --write it writes what it showed', async () => {
    const root = runOf({ 'workload.yaml': base });
    const shown = await applied(root);
    expect(shown.stdout).toBe(`--- scenario/workload.yaml
+++ scenario/workload.yaml
@@ -9,5 +9,5 @@
         - name: app
           image: x
           resources: # measured by nobody
-            requests: { cpu: 500m, memory: 128Mi }
-            limits: { memory: 128Mi }
+            requests: { cpu: 500m, memory: 208Mi }
+            limits: { memory: 208Mi }
`);
    expect(shown.stderr).toContain('--write writes it');
    expect(readFileSync(at(root, 'workload.yaml'), 'utf8')).toBe(base);
    chmodSync(at(root, 'workload.yaml'), 0o640);
    expect((await applied(root, { write: true })).stdout).toBe(shown.stdout);
    expect(readFileSync(at(root, 'workload.yaml'), 'utf8')).toBe(base.replaceAll('128Mi', '208Mi'));
    expect(statSync(at(root, 'workload.yaml')).mode & 0o777).toBe(0o640);
    const again = await applied(root, { write: true });
    expect(again).toEqual({ exitCode: 0, stdout: '', stderr: 'scenario/workload.yaml says it already\n' });
  });

  test('a link stays a link: the file that it leads to is written', async () => {
    const root = runOf({ 'real.yaml': base });
    symlinkSync('real.yaml', at(root, 'workload.yaml'));
    await applied(root, { write: true });
    expect(lstatSync(at(root, 'workload.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(at(root, 'real.yaml'), 'utf8')).toContain('limits: { memory: 208Mi }');
  });

  test('--json prints one document', async () => {
    const { stdout } = await applied(runOf({ 'workload.yaml': base }), { json: true });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'ApplyResult', file: 'scenario/workload.yaml', written: false, changes: [{}, {}] });
  });

  test('not verified: nothing is applied, unless it is asked for; refuted: never', async () => {
    const { recommendation: unverified } = variants.unverified();
    const root = runOf({ 'workload.yaml': base }, unverified);
    const refused = await applied(root, { write: true });
    expect(refused).toMatchObject({ exitCode: 5, stdout: '' });
    expect(refused.stderr).toContain('the limit is not verified');
    expect(readFileSync(at(root, 'workload.yaml'), 'utf8')).toBe(base);
    const forced = await applied(root, { write: true, forceUnverified: true });
    expect(forced.stderr).toContain('NOT VERIFIED');
    expect(readFileSync(at(root, 'workload.yaml'), 'utf8')).not.toBe(base);
    const refuted = await applied(runOf({ 'workload.yaml': base }, { status: 'refuted' }), { write: true, forceUnverified: true });
    expect(refuted).toMatchObject({ exitCode: 1, stdout: '' });
  });
});

describe('a kustomization', () => {
  const files = {
    'base/kustomization.yaml': 'resources: [deployment.yaml, service.yaml]\n',
    'base/deployment.yaml': base,
    'base/service.yaml': 'kind: Service\nmetadata: {name: checkout}\n',
    'overlay/kustomization.yaml': 'namePrefix: prod-\nresources:\n- ../base\n- https://example.com/remote.yaml\n',
  };

  test('its base is found, and its prefix is known', async () => {
    const root = runOf(files, {}, ['overlay'], 'Deployment/prod-checkout');
    expect((await applied(root)).stdout).toContain('+++ scenario/base/deployment.yaml');
  });

  test('a patch of the overlay that sets the memory wins over the base, one that does not leaves it to the base', async () => {
    const patch = (resources: string) => `kind: Deployment
metadata: {name: checkout}
spec: {template: {spec: {containers: [{name: app, ${resources}}]}}}
`;
    const overlay = { 'overlay/kustomization.yaml': 'resources: [../base]\npatches: [{path: patch.yaml}]\n' };
    const wins = runOf({ ...files, ...overlay, 'overlay/patch.yaml': patch('resources: {limits: {memory: 256Mi}}') }, {}, ['overlay']);
    expect((await applied(wins)).stdout).toContain('+++ scenario/overlay/patch.yaml');
    const leaves = runOf({ ...files, ...overlay, 'overlay/patch.yaml': patch('image: y') }, {}, ['overlay']);
    expect((await applied(leaves)).stdout).toContain('+++ scenario/base/deployment.yaml');
  });
});

describe('what cannot be applied', () => {
  const helm = base.replace('limits: { memory: 128Mi }', 'limits: {{ .Values.limits | toJson }}');

  async function refusal(root: string, options: Partial<VerbOptions> = {}): Promise<string> {
    const error = await applied(root, options).catch((thrown: unknown) => thrown);
    if (!(error instanceof HighwaterError)) throw error;
    return `${error.exitCode} ${error.message}; ${error.hint}`;
  }

  test('a Helm template, named by the plan or by --file', async () => {
    const said =
      'workload.yaml:13: this is a Helm template: its resources come from the values of the chart; set the values instead: patches/helm-values.yaml of the run has them';
    const root = runOf({ 'workload.yaml': helm });
    expect(await refusal(root)).toContain(said);
    expect(await refusal(root, { file: 'scenario/workload.yaml' })).toContain(said);
  });

  test('no such file, no such workload, a folder without a kustomization', async () => {
    const root = runOf({ 'workload.yaml': base, 'other.yaml': 'kind: Service\n', 'folder/x.yaml': base });
    expect(await refusal(root, { file: 'nowhere.yaml' })).toMatch(/^2 .*nowhere\.yaml: no such manifest/);
    expect(await refusal(root, { file: 'scenario/other.yaml' })).toBe('2 Deployment/checkout is in none of scenario/other.yaml; name its manifest with --file');
    expect(await refusal(root, { file: 'scenario/folder' })).toMatch(/is a folder without a kustomization/);
  });
});
