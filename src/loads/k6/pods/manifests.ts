import type { KubeObject } from '../../../ports/agent.ts';
import type { LoadInstaller, LoadManifestsRequest } from '../../../ports/load-pods.ts';
import { nodeFromCopies } from '../../../shared/node-from-copies.ts';
import { loadComponent, loadPort } from './protocol.ts';
import { loadScript } from './script.ts';

export const loadName = 'highwater-k6';
const folders = { script: '/load/script', token: '/load/token', tools: '/load/tools', k6: '/load/k6', work: '/load/work' } as const;
/** The user of the image grafana/k6 (its Dockerfile); it owns nothing in the images, and needs nothing of them. */
const user = 12_345;

const locked = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };
const mount = (name: keyof typeof folders, more: object = {}) => ({ name, mountPath: folders[name], ...more });

/** k6 comes from its own image, so that its version is that image's. */
function k6Copy({ k6Image }: LoadManifestsRequest): object {
  return {
    name: 'k6',
    image: k6Image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', `cp "$(command -v k6)" ${folders.k6}/k6`],
    resources: { requests: { cpu: '50m', memory: '32Mi' } },
    securityContext: locked,
    volumeMounts: [mount('k6')],
  };
}

function steering({ nodeImage }: LoadManifestsRequest): object {
  const args = [`${folders.script}/load.mjs`, '--port', String(loadPort), '--token-file', `${folders.token}/token`];
  return {
    name: 'load',
    image: nodeImage,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', nodeFromCopies(folders.tools, [...args, '--k6', `${folders.k6}/k6`, '--work-dir', folders.work])],
    ports: [{ name: 'http', containerPort: loadPort }],
    readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 60 },
    // No limits: a generator that is throttled or killed would be taken for a slow workload.
    resources: { requests: { cpu: '100m', memory: '128Mi' } },
    securityContext: locked,
    volumeMounts: [mount('script', { readOnly: true }), mount('token', { readOnly: true }), mount('tools'), mount('k6', { readOnly: true }), mount('work')],
  };
}

/** On another node than what is measured, where there is one. */
function apart({ workloadLabels }: LoadManifestsRequest): object {
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: workloadLabels }, namespaceSelector: {} };
  return { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] } };
}

function job(request: LoadManifestsRequest, index: number): KubeObject {
  const { namespace, annotations } = request;
  const labels = { ...request.labels, 'app.kubernetes.io/name': loadName, 'app.kubernetes.io/component': loadComponent };
  const volumes = [
    { name: 'script', configMap: { name: loadName } },
    { name: 'token', secret: { secretName: loadName } },
    ...(['tools', 'k6', 'work'] as const).map((name) => ({ name, emptyDir: {} })),
  ];
  const spec = {
    automountServiceAccountToken: false,
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 5,
    securityContext: { runAsNonRoot: true, runAsUser: user, runAsGroup: user, fsGroup: user, seccompProfile: { type: 'RuntimeDefault' } },
    affinity: apart(request),
    initContainers: [k6Copy(request)],
    containers: [steering(request)],
    volumes,
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${loadName}-${index + 1}`, namespace, labels, annotations },
    spec: { backoffLimit: 0, template: { metadata: { labels, annotations }, spec } },
  };
}

/** k6 as it is put into a cluster: one Job for each part of the load, in the order in which they are to be applied. */
export function createLoadInstaller(): LoadInstaller {
  return {
    port: loadPort,
    component: loadComponent,
    async manifests(request) {
      const { namespace, labels, annotations, token, jobs } = request;
      const metadata = { name: loadName, namespace, labels, annotations };
      return [
        { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token } },
        { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'load.mjs': await loadScript() } },
        ...Array.from({ length: jobs }, (_, index) => job(request, index)),
      ];
    },
  };
}
