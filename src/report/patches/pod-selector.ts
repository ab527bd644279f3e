import type { PatchInput } from './patch.ts';

/**
 * Names that the controllers give their pods: a pod template hash is 1 to 10 and a random suffix 5 characters, both from an alphabet without vowels
 * (apimachinery `rand.SafeEncodeString`); a StatefulSet counts; a Job of a CronJob carries the minute it was due.
 */
const suffixes: Readonly<Record<string, string>> = {
  Deployment: '-[a-z0-9]{1,10}-[a-z0-9]{5}',
  ReplicaSet: '-[a-z0-9]{5}',
  StatefulSet: '-[0-9]+',
  DaemonSet: '-[a-z0-9]{5}',
  Job: '-[a-z0-9]{5}',
  CronJob: '-[0-9]+-[a-z0-9]{5}',
  Pod: '',
};

/** Regular expression (RE2) for the names of the pods of the workload. Prometheus matches whole values. */
export function podPattern({ workload: { kind, name } }: Pick<PatchInput, 'workload'>): string {
  return `${name.replaceAll('.', '\\.')}${suffixes[kind] ?? '-.*'}`;
}

/** Label matchers for the containers of the workload, without braces; `extra` comes last. */
export function podMatchers(input: Pick<PatchInput, 'workload'>, containers: readonly string[], extra: readonly string[] = []): string {
  // Inside of a PromQL string a backslash has to be doubled.
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\')}"`;
  return [`pod=~${quoted(podPattern(input))}`, `container=~${quoted(containers.join('|'))}`, ...extra].join(',');
}

/** What can be watched: an init container is over before anybody could look. */
export function watchedContainers({ recommendation }: Pick<PatchInput, 'recommendation'>): PatchInput['recommendation']['containers'] {
  return recommendation.containers.filter(({ role }) => role !== 'init');
}

/** A selector of one metric. kube-state-metrics keeps native sidecars under the metrics of init containers (its docs/pod-metrics.md). */
export function seriesOf(input: Pick<PatchInput, 'recommendation'>, metric: string, matchers: string): string {
  const ofContainers = /^kube_pod_container_(?<what>.+)/.exec(metric);
  const hasSidecar = watchedContainers(input).some(({ role }) => role === 'sidecar');
  return ofContainers && hasSidecar ? `{__name__=~"kube_pod_(init_)?container_${ofContainers.groups?.what}",${matchers}}` : `${metric}{${matchers}}`;
}
