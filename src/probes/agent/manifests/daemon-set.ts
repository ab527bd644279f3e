import type { AgentManifestsRequest, KubeObject } from '../../../ports/agent.ts';
import { agentPort } from '../protocol.ts';
import { folders, startScript } from './start-script.ts';

export const agentName = 'highwater-agent';

/** Spool of one recording that nobody fetches, and the agent's own programs, must fit; an emptyDir beyond its size evicts the pod. */
const maxSpoolMib = 256;

function agentArguments({ writable, kernelLog }: AgentManifestsRequest): string[] {
  const seesNode = writable || kernelLog;
  return [
    `${folders.script}/agent.mjs`,
    ...['--node', '$NODE_NAME', '--token-file', `${folders.token}/token`, '--state-dir', folders.state, '--cgroup-root', folders.cgroup],
    ...['--port', String(agentPort), '--max-spool-mib', String(maxSpoolMib)],
    ...(writable ? ['--writable'] : []),
    ...(kernelLog ? ['--kernel-log', '/dev/kmsg'] : []),
    ...(seesNode ? ['--host-root', '/proc/1/root'] : []),
  ];
}

function container(request: AgentManifestsRequest): object {
  const privileged = request.writable || request.kernelLog;
  return {
    name: 'agent',
    image: request.image,
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', startScript(agentArguments(request))],
    env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
    ports: [{ name: 'http', containerPort: agentPort }],
    readinessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 60 },
    // No CPU limit: a throttled sampler misses ticks.
    resources: { requests: { cpu: '50m', memory: '96Mi' }, limits: { memory: '256Mi' } },
    securityContext: privileged
      ? { privileged: true, runAsUser: 0 }
      : { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsUser: 0, capabilities: { drop: ['ALL'] } },
    volumeMounts: [
      { name: 'script', mountPath: folders.script, readOnly: true },
      { name: 'token', mountPath: folders.token, readOnly: true },
      { name: 'state', mountPath: folders.state },
      { name: 'tools', mountPath: folders.tools },
      // v1 has one mount per controller below it, which readOnly alone leaves writable.
      { name: 'cgroup', mountPath: folders.cgroup, ...(!request.writable && { readOnly: true, recursiveReadOnly: 'IfPossible' }) },
    ],
  };
}

/** One agent on each node that may carry the workload. */
export function agentDaemonSet(request: AgentManifestsRequest): KubeObject {
  const { namespace, labels, annotations, nodeSelector, writable, kernelLog } = request;
  const selector = { 'app.kubernetes.io/name': agentName };
  const podLabels = { ...labels, ...selector, 'app.kubernetes.io/component': 'agent' };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: agentName, namespace, labels: podLabels, annotations },
    spec: {
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: podLabels, annotations },
        spec: {
          serviceAccountName: agentName,
          automountServiceAccountToken: false,
          hostPID: writable || kernelLog,
          terminationGracePeriodSeconds: 5,
          tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }],
          ...(nodeSelector && { nodeSelector }),
          containers: [container(request)],
          volumes: [
            { name: 'script', configMap: { name: agentName } },
            { name: 'token', secret: { secretName: agentName } },
            { name: 'state', emptyDir: { sizeLimit: `${2 * maxSpoolMib}Mi` } },
            { name: 'tools', emptyDir: { sizeLimit: '512Mi' } },
            { name: 'cgroup', hostPath: { path: '/sys/fs/cgroup', type: 'Directory' } },
          ],
        },
      },
    },
  };
}
