import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { AgentManifestsRequest, KubeObject } from '../../src/ports/agent.ts';
import { createAgent } from '../../src/probes/agent/agent.ts';
import { startScript } from '../../src/probes/agent/manifests/start-script.ts';

const request: AgentManifestsRequest = {
  namespace: 'hw-agent-1',
  image: 'node:24-bookworm-slim',
  labels: { 'highwater.dev/run': 'r1' },
  annotations: { 'highwater.dev/expires': '2027-01-01T00:00:00Z' },
  writable: true,
  kernelLog: true,
  token: 'secret-token',
};
const configMapLimitBytes = 1024 * 1024;
const daemonSetOf = (objects: readonly KubeObject[]) => JSON.parse(JSON.stringify(objects.find(({ kind }) => kind === 'DaemonSet')));

describe('the manifests of the agent', () => {
  test('come in an order in which they can be applied, all marked as ours', async () => {
    const objects = await createAgent().manifests(request);
    expect(objects.map(({ kind }) => kind)).toEqual(['Namespace', 'ServiceAccount', 'Secret', 'ConfigMap', 'DaemonSet']);
    for (const { metadata } of objects) expect(metadata).toMatchObject({ labels: request.labels, annotations: request.annotations });
    expect(objects[0]?.metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'privileged' });
  });

  test('fit a ConfigMap, and keep the token out of everything but the Secret', async () => {
    const objects = await createAgent().manifests(request);
    const script = (objects.find(({ kind }) => kind === 'ConfigMap') as unknown as { data: Record<string, string> }).data['agent.mjs'] ?? '';
    expect(script.length).toBeGreaterThan(10_000);
    expect(script.length).toBeLessThan(configMapLimitBytes / 4);
    expect(objects.filter((object) => JSON.stringify(object).includes('secret-token')).map(({ kind }) => kind)).toEqual(['Secret']);
  });

  test('ask for privilege where cgroups are written or the kernel log is heard, and for none otherwise', async () => {
    const privileged = daemonSetOf(await createAgent().manifests(request)).spec.template.spec;
    expect(privileged).toMatchObject({ hostPID: true, containers: [{ securityContext: { privileged: true } }] });
    const plain = daemonSetOf(await createAgent().manifests({ ...request, writable: false, kernelLog: false })).spec.template.spec;
    expect(plain).toMatchObject({ hostPID: false, containers: [{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }] });
    expect(plain.containers[0].volumeMounts.find(({ name }: { name: string }) => name === 'cgroup').readOnly).toBe(true);
    expect(plain.containers[0].command.join(' ')).not.toMatch(/--writable|--kernel-log|--host-root/);
  });
});

test('the start script is a script that a shell can read, and quotes what it is given', () => {
  const script = startScript(['/agent/a.mjs', '--node', '$NODE_NAME', "it's"]);
  expect(spawnSync('sh', ['-n'], { input: script }).status).toBe(0);
  expect(script).toContain(`'/agent/a.mjs' '--node' "$NODE_NAME" 'it'\\''s'`);
});
