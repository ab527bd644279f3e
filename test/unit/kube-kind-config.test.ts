import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { clusterName, madeAt } from '../../src/targets/kind/cluster.ts';
import { type ConfigRequest, clusterConfig } from '../../src/targets/kind/config.ts';
import { isForeignOver } from '../../src/targets/kind/remains.ts';

const plain = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n';

function config(change: Partial<ConfigRequest> = {}) {
  const request = { text: plain, file: 'kind-config.yaml', hostPort: 41000, image: undefined, cgroupVersion: 2 as const, node: undefined };
  return parse(clusterConfig({ ...request, ...change })) as { nodes: Record<string, unknown>[]; kubeadmConfigPatches: string[]; networking?: object };
}

describe('the configuration of a kind cluster', () => {
  test('maps a port of this machine alone to the workload, beside the mappings of the user', () => {
    const text = `${plain}networking: { ipFamily: ipv4 }\nnodes: [{ role: control-plane, extraPortMappings: [{ containerPort: 1, hostPort: 2 }] }, { role: worker }]\n`;
    const { nodes, networking } = config({ text });
    expect(networking).toEqual({ ipFamily: 'ipv4' });
    expect(nodes[0]?.extraPortMappings).toEqual([
      { containerPort: 1, hostPort: 2 },
      { containerPort: 30080, hostPort: 41000, listenAddress: '127.0.0.1', protocol: 'TCP' },
    ]);
    expect(nodes[1]).toEqual({ role: 'worker' });
  });

  test('puts the image of the plan on every node', () => {
    expect(config({ image: 'kindest/node:v1' }).nodes).toMatchObject([{ role: 'control-plane', image: 'kindest/node:v1' }]);
  });

  test('changes the kubelet only where the machine or the plan asks for it', () => {
    expect(config().kubeadmConfigPatches).toEqual([]);
    expect(parse(config({ cgroupVersion: 1 }).kubeadmConfigPatches[0] ?? '')).toMatchObject({ kind: 'KubeletConfiguration', failCgroupV1: false });
  });

  test('makes a small node by reserving the rest of the machine, with eviction on', () => {
    const { kubeadmConfigPatches } = config({ node: { memoryBytes: 2 * 2 ** 30, machineBytes: 8 * 2 ** 30 } });
    expect(parse(kubeadmConfigPatches[0] ?? '')).toMatchObject({
      systemReserved: { memory: `${6 * 2 ** 20}Ki` },
      evictionHard: { 'memory.available': '100Mi' },
    });
  });

  test('refuses a file that is none', () => {
    expect(() => config({ text: 'kind: Deployment' })).toThrow(/no kind configuration/);
    expect(() => config({ text: 'kind: [' })).toThrow(/kind-config.yaml:/);
  });
});

test('clusters of users are never taken for ours', () => {
  const name = clusterName('20261121-120000-checkout-ab12');
  expect(name).toBe('highwater-20261121-120000-ab12');
  expect(madeAt(name)?.toISOString()).toBe('2026-11-21T12:00:00.000Z');
  for (const other of ['highwater', 'highwater-dev', 'highwater-20261121', 'kind', 'highwater-20261121-120000-ab12-mine'])
    expect(madeAt(other)).toBeUndefined();
});

test('a cluster that somebody else made goes when it is asked for and a day is over, not before', () => {
  const name = 'highwater-20261121-120000-ab12';
  expect(isForeignOver(name, undefined)).toBe(false);
  expect(isForeignOver(name, new Date('2026-11-22T11:59:59Z'))).toBe(false);
  expect(isForeignOver(name, new Date('2026-11-22T12:00:00Z'))).toBe(true);
  expect(isForeignOver('kind', new Date('2026-11-23T12:00:00Z'))).toBe(false);
});
