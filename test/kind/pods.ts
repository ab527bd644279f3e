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

/** Where a pod finds the word that everything in it is told to be ready: kills before that are of another kind. */
const goVolume = { name: 'go', mountPath: '/go' };
export const word = `${goVolume.mountPath}/now`;
export const whenTold = `until test -e ${word}; do sleep 0.2; done`;
/** Folder of the node in which the word is given, one for each namespace. */
export const goFolder = (namespace: string): string => `/tmp/highwater-go-${namespace}`;

/** The same pod with the folder mounted in every container. */
export function withGo(body: V1Pod, namespace: string): V1Pod {
  const mounted = (containers: readonly V1Container[] | undefined) =>
    containers?.map((container) => ({ ...container, volumeMounts: [goVolume, ...(container.volumeMounts ?? [])] }));
  const spec = body.spec as V1PodSpec;
  const volumes = [{ name: goVolume.name, hostPath: { path: goFolder(namespace), type: 'DirectoryOrCreate' } }, ...(spec.volumes ?? [])];
  const initContainers = mounted(spec.initContainers);
  return { ...body, spec: { ...spec, containers: mounted(spec.containers) ?? [], ...(initContainers && { initContainers }), volumes } };
}
