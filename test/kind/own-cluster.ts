import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MiB } from '../../src/shared/quantity.ts';
import { clusterConfig } from '../../src/targets/kind/config.ts';
import { freePort } from '../../src/targets/machine/free-port.ts';
import { image } from './pods.ts';

/** Room for the control plane and a few small pods. */
export const smallNodeBytes = 1200 * MiB;

export interface OwnCluster {
  readonly kubeconfig: string;
  /** Container that is its node. */
  readonly node: string;
  readonly close: () => void;
}

export interface OwnClusterOptions {
  /** Word in its name. */
  readonly purpose?: string;
  /** What stands in for a user's kind-config.yaml. */
  readonly text?: string;
  /** Loaded beside the one that all test pods use. */
  readonly images?: readonly string[];
}

const plainText = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n';

/** A cluster of kind with one node whose pods may have no more than `memoryBytes` together, cgroup v1; it is gone after `close`. */
export async function openOwnCluster(memoryBytes: number, { purpose = 'kills', text = plainText, images = [] }: OwnClusterOptions = {}): Promise<OwnCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-kind-'));
  const name = `highwater-${purpose}-${process.pid}`;
  const kubeconfig = join(folder, 'kubeconfig');
  const config = join(folder, 'config.yaml');
  const machineBytes = Number(/^MemTotal:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
  const request = { text, file: config, hostPort: await freePort(), image: process.env.TESTBED_NODE_IMAGE, cgroupVersion: 1 as const };
  writeFileSync(config, clusterConfig({ ...request, node: { memoryBytes, machineBytes } }));
  const kind = (...args: string[]) => execFileSync('kind', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const close = () => {
    kind('delete', 'cluster', '--name', name);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    kind('create', 'cluster', '--name', name, '--config', config, '--kubeconfig', kubeconfig, '--wait', '120s');
    kind('load', 'docker-image', image, ...images, '--name', name);
  } catch (error) {
    close();
    throw error;
  }
  return { kubeconfig, node: `${name}-control-plane`, close };
}
