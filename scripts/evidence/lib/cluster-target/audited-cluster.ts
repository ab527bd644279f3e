import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { MiB } from '../../../../src/shared/quantity.ts';
import { usualK6Image } from '../../../../src/targets/cluster/install-load.ts';
import { type OwnCluster, openOwnCluster } from '../../../../test/kind/own-cluster.ts';

const folder = '/etc/kubernetes/audit';
const logFolder = '/var/log/kubernetes';
const logPath = `${logFolder}/audit.log`;

const policy = (group: string): object => ({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata', userGroups: [group] }, { level: 'None' }],
});

/** kubeadm passes these to the API server; the policy comes into the node as a mount (kind, "Auditing"). */
const apiServer = {
  kind: 'ClusterConfiguration',
  apiServer: {
    extraArgs: { 'audit-policy-file': `${folder}/policy.yaml`, 'audit-log-path': logPath },
    extraVolumes: [
      { name: 'audit-policy', hostPath: folder, mountPath: folder, readOnly: true, pathType: 'DirectoryOrCreate' },
      { name: 'audit-log', hostPath: logFolder, mountPath: logFolder, readOnly: false, pathType: 'DirectoryOrCreate' },
    ],
  },
};

/** Room for the control plane, the sampler and a pod that is recorded at a loose limit. */
const memoryBytes = 3000 * MiB;

/** A cluster whose API server writes down what the users of a group ask it. */
export async function openAuditedCluster(group: string): Promise<OwnCluster> {
  const own = mkdtempSync(join(tmpdir(), 'highwater-audit-'));
  const policyPath = join(own, 'policy.yaml');
  writeFileSync(policyPath, stringify(policy(group)));
  const text = stringify({
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    nodes: [{ role: 'control-plane', extraMounts: [{ hostPath: policyPath, containerPath: `${folder}/policy.yaml`, readOnly: true }] }],
    kubeadmConfigPatches: [stringify(apiServer)],
  });
  const cluster = await openOwnCluster(memoryBytes, { purpose: 'target', text, images: [usualK6Image] });
  const close = () => {
    cluster.close();
    rmSync(own, { recursive: true, force: true });
  };
  return { ...cluster, close };
}

interface AuditEvent {
  readonly verb: string;
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string; readonly apiGroup?: string };
  readonly responseStatus?: { readonly code?: number; readonly message?: string };
}

export interface Asked {
  /** `patch deployments.apps`, as rights are worded. */
  readonly right: string;
  /** Refused by RBAC, not by admission. */
  readonly denied: boolean;
}

/** Everything that the audited users asked so far, each right once, denied or not. */
export function askedOf(node: string): readonly Asked[] {
  const text = execFileSync('docker', ['exec', node, 'cat', logPath], { encoding: 'utf8', maxBuffer: 2 ** 30 });
  const found = text
    .split('\n')
    .filter((line) => line.includes('"objectRef"'))
    .map((line) => JSON.parse(line) as AuditEvent)
    .map(({ verb, objectRef, responseStatus }) => {
      const resource = [objectRef?.resource, objectRef?.subresource].filter(Boolean).join('/');
      const denied = responseStatus?.code === 403 && /cannot .* resource/.test(responseStatus.message ?? 'cannot read resource');
      return { right: `${verb} ${resource}${objectRef?.apiGroup ? `.${objectRef.apiGroup}` : ''}`, denied };
    });
  return [...new Map(found.map((each) => [`${each.right} ${each.denied}`, each])).values()];
}
