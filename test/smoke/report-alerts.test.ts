import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { buildPatches } from '../../src/report/patches/build-patches.ts';
import { describeWith } from '../requirements.ts';
import { recommendation } from '../unit/report-documents/judged.ts';
import { plan, temporaryRun } from '../unit/report-documents/run-directory.ts';

const MiB = 2 ** 20;
const pod = 'checkout-7d9f8b6c5-x2k4p';

interface Series {
  readonly metric: string;
  /** In the notation of promtool: `10+1x60` is 10, 11, ... for 60 steps of a minute. */
  readonly values: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Writes the rules as Prometheus reads them, and a test that expects exactly these alerts; answers what promtool said. */
function promtool(
  series: readonly Series[],
  atMinutes: number,
  alert: string,
  fires: boolean,
  judged = recommendation(),
): { status: number | null; output: string } {
  const dir = temporaryRun();
  const built = buildPatches({ ...plan, workload: { ...plan.workload, ref: 'Deployment/checkout' } }, judged).find(
    ({ file }) => file === 'prometheus-rule.yaml',
  );
  if (built === undefined || 'none' in built.result) throw new Error('there is no rule');
  const { spec } = parse(built.result.text);
  const rule = spec.groups[0].rules.find((candidate: { alert: string }) => candidate.alert === alert);
  writeFileSync(join(dir, 'rules.yaml'), stringify(spec));
  const selector = ({ metric, labels = {} }: Series) =>
    `${metric}{${Object.entries({ namespace: 'shop', pod, container: 'app', ...labels })
      .map(([name, value]) => `${name}="${value}"`)
      .join(',')}}`;
  const test = {
    interval: '1m',
    input_series: series.map((one) => ({ series: selector(one), values: one.values })),
    alert_rule_test: [
      {
        eval_time: `${atMinutes}m`,
        alertname: alert,
        exp_alerts: fires ? [{ exp_labels: { ...rule.labels, namespace: 'shop', pod, container: series[0]?.labels?.container ?? 'app' } }] : [],
      },
    ],
  };
  // Annotations hold the value, which is not what is asked here: promtool compares them only where the rule has them.
  for (const one of spec.groups[0].rules) delete one.annotations;
  writeFileSync(join(dir, 'rules.yaml'), stringify(spec));
  writeFileSync(join(dir, 'test.yaml'), stringify({ rule_files: ['rules.yaml'], evaluation_interval: '1m', tests: [test] }));
  const run = spawnSync('promtool', ['test', 'rules', 'test.yaml'], { cwd: dir, encoding: 'utf8' });
  return { status: run.status, output: `${run.stdout}${run.stderr}` };
}

const limit: Series = { metric: 'kube_pod_container_resource_limits', values: `${208 * MiB}x400`, labels: { resource: 'memory' } };
const used = (values: string, labels = {}): Series => ({ metric: 'container_memory_working_set_bytes', values, labels: { id: '/kubepods/a', ...labels } });
const restarts = (values: string): Series => ({ metric: 'kube_pod_container_status_restarts_total', values });
const lastEnd = (reason: string, values: string): Series => ({ metric: 'kube_pod_container_status_last_terminated_reason', values, labels: { reason } });

describeWith(['promtool'], 'the alerts', () => {
  test('are rules that Prometheus takes, annotations included', () => {
    const dir = temporaryRun();
    const [built] = buildPatches({ ...plan, workload: { ...plan.workload, ref: 'StatefulSet/db.main' } }, recommendation()).filter(
      ({ file }) => file === 'prometheus-rule.yaml',
    );
    if (built === undefined || 'none' in built.result) throw new Error('there is no rule');
    writeFileSync(join(dir, 'rules.yaml'), stringify(parse(built.result.text).spec));
    const run = spawnSync('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', 'rules.yaml'], { cwd: dir, encoding: 'utf8' });
    expect(run.stdout + run.stderr).toContain('SUCCESS: 3 rules found');
    expect(run.status).toBe(0);
  });

  test('and the dashboard asks in PromQL that Prometheus takes', () => {
    const dir = temporaryRun();
    const built = buildPatches({ ...plan, workload: { ...plan.workload, ref: 'StatefulSet/db.main' } }, recommendation()).find(
      ({ file }) => file === 'grafana-dashboard.json',
    );
    if (built === undefined || 'none' in built.result) throw new Error('there is no dashboard');
    const { panels, uid } = JSON.parse(built.result.text) as { panels: { targets: { expr: string }[] }[]; uid: string };
    const rules = panels.flatMap(({ targets }) =>
      targets.map(({ expr }, index) => ({ record: `panel:query:${index}`, expr: expr.replaceAll('$namespace', '.*') })),
    );
    const write = (more: typeof rules) => writeFileSync(join(dir, 'rules.yaml'), stringify({ groups: [{ name: 'dashboard', rules: [...rules, ...more] }] }));
    const check = () => spawnSync('promtool', ['check', 'rules', '--lint=none', 'rules.yaml'], { cwd: dir, encoding: 'utf8' });
    write([]);
    const { status, stdout, stderr } = check();
    expect(`${stdout}${stderr}`).toContain(`${rules.length} rules found`);
    expect(status).toBe(0);
    expect(uid, 'a name with a dot').toMatch(/^[\w-]{1,40}$/);
    write([{ record: 'panel:query:0', expr: 'max by (pod' }]);
    expect(check().status, 'what is no PromQL is noticed').not.toBe(0);
  });

  const slope = (mebibytesPerMinute: number) => mebibytesPerMinute * MiB;
  test.each<[string, string, number, boolean, Series[]]>([
    ['MemoryNearLimit: 86 % for ten minutes', 'MemoryNearLimit', 12, true, [limit, used(`${179 * MiB}x20`)]],
    ['MemoryNearLimit: 84 % is a near miss', 'MemoryNearLimit', 12, false, [limit, used(`${174 * MiB}x20`)]],
    ['MemoryNearLimit: three minutes are a peak', 'MemoryNearLimit', 3, false, [limit, used(`${179 * MiB}x3`)]],
    [
      'MemoryNearLimit: another workload of the same prefix',
      'MemoryNearLimit',
      12,
      false,
      [
        { ...limit, labels: { resource: 'memory', pod: 'checkout-worker-7d9f8b6c5-x2k4p' } },
        used(`${179 * MiB}x20`, { pod: 'checkout-worker-7d9f8b6c5-x2k4p' }),
      ],
    ],
    ['MemoryReachesLimit: 0.5 MiB a minute from 60 MiB', 'MemoryReachesLimit', 120, true, [limit, used(`${60 * MiB}+${slope(0.5)}x120`)]],
    ['MemoryReachesLimit: half as fast is a near miss', 'MemoryReachesLimit', 120, false, [limit, used(`${60 * MiB}+${slope(0.25)}x120`)]],
    [
      'MemoryReachesLimit: the steep start of a new container',
      'MemoryReachesLimit',
      130,
      false,
      [limit, used(`${120 * MiB}x99 stale`), used(`_x99 ${10 * MiB}+${slope(4)}x25`, { id: '/kubepods/b' })],
    ],
    ['MemoryReachesLimit: a container that has gone', 'MemoryReachesLimit', 130, false, [limit, used(`${60 * MiB}+${slope(1)}x99 stale`)]],
    ['ContainerOOMKilled: a restart, and the last end was OOMKilled', 'ContainerOOMKilled', 15, true, [restarts('0x9 1x20'), lastEnd('OOMKilled', '_x9 1x20')]],
    ['ContainerOOMKilled: a reason of long ago without a restart', 'ContainerOOMKilled', 60, false, [restarts('1x60'), lastEnd('OOMKilled', '1x60')]],
    ['ContainerOOMKilled: a restart for another reason', 'ContainerOOMKilled', 15, false, [restarts('0x9 1x20'), lastEnd('Error', '_x9 1x20')]],
  ])('%s', (_, alert, atMinutes, fires, series) => {
    const { status, output } = promtool(series, atMinutes, alert, fires);
    expect(status, output).toBe(0);
  });

  test('see a native sidecar, which kube-state-metrics keeps among the init containers', () => {
    const [app] = recommendation().containers;
    if (app === undefined) throw new Error('the document has a container');
    const judged = recommendation({ containers: [app, { ...app, name: 'proxy', role: 'sidecar' }] });
    const ofProxy = ({ metric, values, labels }: Series): Series => ({
      ...{ metric: metric.replace('kube_pod_container', 'kube_pod_init_container'), values, labels: { ...labels, container: 'proxy' } },
    });
    const killed = promtool([restarts('0x9 1x20'), lastEnd('OOMKilled', '_x9 1x20')].map(ofProxy), 15, 'ContainerOOMKilled', true, judged);
    expect(killed.status, killed.output).toBe(0);
    const near = promtool([limit, used(`${179 * MiB}x20`)].map(ofProxy), 12, 'MemoryNearLimit', true, judged);
    expect(near.status, near.output).toBe(0);
  });
});
