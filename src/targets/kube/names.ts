/** Everything that belongs to a run carries these. */
export const labels = {
  managedBy: 'app.kubernetes.io/managed-by',
  partOf: 'app.kubernetes.io/part-of',
  component: 'app.kubernetes.io/component',
  run: 'highwater.dev/run',
} as const;

export const annotations = {
  /** When `clean --expired` may remove it, whoever made it. ISO time. */
  expires: 'highwater.dev/expires',
  /** The process that made it: boot id of its machine, process id, start time. */
  owner: 'highwater.dev/owner',
} as const;

export const managedBy = 'highwater';

/** Of names of namespaces and values of labels (RFC 1123): 63. The longest prefix here has 16. */
const longestName = 63;
const longestPrefix = 16;

/** A run id as a name of Kubernetes. Those that are too long keep their beginning, which is the time, and their end, which is random. */
export function slug(runId: string): string {
  const plain = runId
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const room = longestName - longestPrefix;
  if (plain.length <= room) return plain;
  return `${plain.slice(0, room - 6).replace(/-+$/, '')}-${plain.slice(-5).replace(/^-+/, '')}`;
}

export const runNamespace = (runId: string): string => `highwater-${slug(runId)}`;
export const agentNamespace = (runId: string): string => `highwater-agent-${slug(runId)}`;

export function runLabels(runId: string): Readonly<Record<string, string>> {
  return { [labels.managedBy]: managedBy, [labels.partOf]: managedBy, [labels.run]: slug(runId) };
}
