/** A workload as `Kind/name` of a plan names it. */
export interface WorkloadRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

/** Built-in kinds with a pod template, and the API that serves them (Kubernetes API reference, workload resources). */
const apiVersions: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicaSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  Pod: 'v1',
};

/** RFC 1123 subdomain: what the API server accepts as the name of an object. */
const objectName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** The workload of a plan; undefined where it names none, or one that this list of kinds does not hold. */
export function workloadRef(ref: string | undefined): WorkloadRef | undefined {
  const [kind = '', name = ''] = (ref ?? '').split('/');
  const apiVersion = apiVersions[kind];
  return apiVersion === undefined || !objectName.test(name) ? undefined : { apiVersion, kind, name };
}

/** Where the pod spec stands inside of a workload of this kind. */
export function podSpecPath(kind: string): readonly string[] {
  if (kind === 'Pod') return ['spec'];
  if (kind === 'CronJob') return ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
  return ['spec', 'template', 'spec'];
}
