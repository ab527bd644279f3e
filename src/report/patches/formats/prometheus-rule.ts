import type { PatchFormat, PatchInput } from '../patch.ts';
import { podMatchers, seriesOf, watchedContainers } from '../pod-selector.ts';
import { yamlText } from '../yaml-text.ts';

/** One line per pod and container, however many series cAdvisor keeps of it. */
const perContainer = 'max by (namespace, pod, container)';

/** Alerts on metrics that cAdvisor and kube-state-metrics give. */
export const prometheusRule: PatchFormat = {
  file: 'prometheus-rule.yaml',
  what: 'PrometheusRule: close to the limit, on the way to it, killed by it',
  use: () => 'kubectl apply -f prometheus-rule.yaml (add the labels by which your Prometheus selects its rules)',
  needs: 'workload',
  write: (input) => {
    const { name } = input.workload;
    const rules = [nearLimit(input), growth(input), killed(input)];
    const object = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: `${name}-memory` },
      spec: { groups: [{ name: `${name}-memory`, rules }] },
    };
    return { text: yamlText(input, [object]) };
  },
};

const names = (input: PatchInput) => watchedContainers(input).map(({ name }) => name);
const podMetric = (input: PatchInput, metric: string, extra: readonly string[] = []) => seriesOf(input, metric, podMatchers(input, names(input), extra));
const usage = (input: PatchInput) => `container_memory_working_set_bytes{${podMatchers(input, names(input))}}`;
const limit = (input: PatchInput) => `${perContainer} (${podMetric(input, 'kube_pod_container_resource_limits', ['resource="memory"'])})`;

function nearLimit(input: PatchInput): unknown {
  return {
    alert: 'MemoryNearLimit',
    expr: `${perContainer} (${usage(input)}) > 0.85 * ${limit(input)}`,
    for: '5m',
    labels: { severity: 'warning' },
    annotations: {
      summary: 'Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} uses more than 85 % of its memory limit',
      description: `It holds {{ $value | humanize1024 }}B. ${measuredAtPeak(input)}Look at the load and at the growth of the last hours, then size it again.`,
    },
  };
}

/** A limit that was verified may be meant to be nearly full at peak; who is woken by the alert should know. */
function measuredAtPeak({ containers }: PatchInput): string {
  const tight = containers.filter(({ needBytes, limitBytes }) => needBytes !== null && limitBytes !== null && needBytes > 0.85 * limitBytes);
  return tight.length === 0 ? '' : `At the measured peak load ${tight.map(({ name }) => name).join(', ')} needs more than that too: then it is expected. `;
}

/**
 * A straight line through the last hour, four hours ahead. Only series that were there half an hour ago and are there still: the start of a container is
 * steep and says nothing, and a range still holds the samples of a container that has gone.
 */
function growth(input: PatchInput): unknown {
  const used = usage(input);
  return {
    alert: 'MemoryReachesLimit',
    expr: `${perContainer} (predict_linear(${used}[1h], 4 * 3600) and ${used} offset 30m and ${used}) > ${limit(input)}`,
    for: '30m',
    labels: { severity: 'warning' },
    annotations: {
      summary: 'Memory of container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} reaches its limit within 4 hours',
      description:
        'At the pace of the last hour it would hold {{ $value | humanize1024 }}B in 4 hours. If load did not grow, it leaks: restart it before it is killed.',
    },
  };
}

/** The reason stays at OOMKilled for ever after one kill; only together with a restart it is news. */
function killed(input: PatchInput): unknown {
  const restarts = `${perContainer} (increase(${podMetric(input, 'kube_pod_container_status_restarts_total')}[10m]))`;
  const reason = `${perContainer} (${podMetric(input, 'kube_pod_container_status_last_terminated_reason', ['reason="OOMKilled"'])})`;
  return {
    alert: 'ContainerOOMKilled',
    expr: `${restarts} > 0 and ${reason} == 1`,
    labels: { severity: 'critical' },
    annotations: {
      summary: 'Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} was killed for memory and restarted',
      description: 'Its last end was OOMKilled, and it restarted in the last 10 minutes. Kills of child processes do not show here.',
    },
  };
}
