import type { V1Container, V1Pod, V1PodSpec } from '@kubernetes/client-node';

export const image = 'node:24-bookworm-slim';

/** A pod that the recording selects; it is made as it stands. */
export function pod(name: string, spec: V1PodSpec): V1Pod {
  return {
    metadata: { name, labels: { ledger: 'yes' } },
    spec: { terminationGracePeriodSeconds: 1, automountServiceAccountToken: false, ...spec },
  };
}

/** A container that runs a shell script; no limit where none is given. */
export function shell(name: string, script: string, memory?: string, more: Partial<V1Container> = {}): V1Container {
  const resources = memory === undefined ? {} : { limits: { memory }, requests: { memory } };
  return { name, image, imagePullPolicy: 'IfNotPresent', command: ['bash', '-c', script], resources, ...more };
}

/** Reads a line that never ends into memory: the process itself grows until it is killed. */
export const grows = 'exec tail /dev/zero';
export const sleeps = 'exec sleep 600';
