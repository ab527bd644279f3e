import type { PatchFormat, PatchInput } from '../patch.ts';
import { podMatchers, podPattern, seriesOf, watchedContainers } from '../pod-selector.ts';

/** A dashboard for import: it asks for its data source, and nothing of it names a cluster. */
export const grafanaDashboard: PatchFormat = {
  file: 'grafana-dashboard.json',
  what: 'Grafana dashboard: use against limit, growth, restarts, load of the CPU',
  use: () => 'Grafana: Dashboards, New, Import',
  needs: 'workload',
  write: (input) => ({ text: `${JSON.stringify(dashboard(input), null, 2)}\n` }),
};

// biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana fills it in when the dashboard is imported
const datasource = { type: 'prometheus', uid: '${DS_PROMETHEUS}' };

interface Panel {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly targets: readonly (readonly [expr: string, legend: string])[];
  readonly x: number;
  readonly y: number;
}

function dashboard(input: PatchInput): unknown {
  const { workload, notice } = input;
  return {
    __inputs: [{ name: 'DS_PROMETHEUS', label: 'Prometheus', description: '', type: 'datasource', pluginId: 'prometheus', pluginName: 'Prometheus' }],
    __requires: [{ type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' }],
    // Grafana takes 40 characters at most (Grafana HTTP API, dashboard uid) of a-z, A-Z, 0-9, - and _ (grafana pkg/util/shortid_generator.go); names may hold dots.
    uid: `highwater-${workload.name.replace(/[^\w-]/g, '-')}`.slice(0, 40),
    title: `Memory of ${workload.kind} ${workload.name}`,
    description: notice.join(' '),
    tags: ['highwater', 'memory'],
    schemaVersion: 39,
    version: 1,
    editable: true,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [namespaceVariable(input)] },
    panels: panelsOf(input).map(panelJson),
  };
}

function namespaceVariable(input: PatchInput): unknown {
  const query = `label_values(kube_pod_info{pod=~"${podPattern(input).replaceAll('\\', '\\\\')}"}, namespace)`;
  return { name: 'namespace', type: 'query', datasource, query: { query, refId: 'namespace' }, refresh: 2, includeAll: true, multi: true, allValue: '.*' };
}

function panelsOf(input: PatchInput): readonly Panel[] {
  const names = watchedContainers(input).map(({ name }) => name);
  const of = (metric: string, ...extra: string[]) => seriesOf(input, metric, `namespace=~"$namespace",${podMatchers(input, names, extra)}`);
  const max = (expr: string) => `max by (namespace, pod, container) (${expr})`;
  const used = max(of('container_memory_working_set_bytes'));
  const limit = max(of('kube_pod_container_resource_limits', 'resource="memory"'));
  const legend = '{{pod}} {{container}}';
  return [
    {
      title: 'Working set, request and limit',
      description: 'The working set is usage without inactive file cache; the kernel kills by usage that cannot be reclaimed.',
      unit: 'bytes',
      targets: [
        [used, legend],
        [limit, `${legend} limit`],
        [max(of('kube_pod_container_resource_requests', 'resource="memory"')), `${legend} request`],
      ],
      x: 0,
      y: 0,
    },
    { title: 'Share of the limit', description: 'The alert fires above 85 %.', unit: 'percentunit', targets: [[`${used} / ${limit}`, legend]], x: 12, y: 0 },
    {
      title: 'Growth per hour',
      description: 'Slope of the last hour; without growing load it should come back to zero.',
      unit: 'bytes',
      targets: [[`3600 * max by (namespace, pod, container) (deriv(${of('container_memory_working_set_bytes')}[1h]))`, legend]],
      x: 0,
      y: 9,
    },
    {
      title: 'Restarts and OOM kills',
      description: 'Restarts in 10 minutes, and whether the last end was OOMKilled.',
      unit: 'short',
      targets: [
        [max(`increase(${of('kube_pod_container_status_restarts_total')}[10m])`), `${legend} restarts`],
        [max(of('kube_pod_container_status_last_terminated_reason', 'reason="OOMKilled"')), `${legend} last end was OOMKilled`],
      ],
      x: 12,
      y: 9,
    },
    {
      title: 'CPU',
      description: 'Memory follows concurrency, and concurrency follows CPU.',
      unit: 'short',
      targets: [[`sum by (namespace, pod, container) (rate(${of('container_cpu_usage_seconds_total')}[5m]))`, legend]],
      x: 0,
      y: 18,
    },
  ];
}

function panelJson({ title, description, unit, targets, x, y }: Panel, index: number): unknown {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    description,
    datasource,
    gridPos: { x, y, w: 12, h: 9 },
    fieldConfig: { defaults: { unit, min: title === 'Growth per hour' ? undefined : 0 }, overrides: [] },
    options: { legend: { displayMode: 'list', placement: 'bottom', showLegend: true }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: targets.map(([expr, legendFormat], at) => ({ refId: String.fromCharCode(65 + at), datasource, expr, legendFormat })),
  };
}
