import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { bootId } from '../machine/boot-id.ts';
import { readText } from '../machine/cgroup-files.ts';
import { isAlive, type Owner, ownerOf } from '../machine/owner.ts';

const stateSchema = z.object({
  runId: z.string(),
  /** The process that uses the cluster; null once it was left running on purpose. */
  owner: z.object({ pid: z.int().positive(), startTicks: z.string(), bootId: z.string() }).nullable(),
  /** Of the configuration it was made from: only the very same may be used again. */
  configDigest: z.string(),
  hostPort: z.int().positive(),
  /** Ids of the images that were carried into it, by name: what is there already is not carried again. */
  images: z.record(z.string(), z.string()).optional(),
});

/** `cluster.json`: whose a cluster is. Written before the cluster is made, so that a runner that was killed can be cleaned up after. */
export type ClusterState = z.infer<typeof stateSchema>;

const fileName = 'cluster.json';
const root = (stateDir: string): string => join(stateDir, 'kind');

export function clusterFolder(stateDir: string, cluster: string): string {
  return join(root(stateDir), cluster);
}

export function writeState(stateDir: string, cluster: string, state: ClusterState): string {
  const folder = clusterFolder(stateDir, cluster);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, fileName), `${JSON.stringify(state)}\n`);
  return folder;
}

export function readState(stateDir: string, cluster: string): ClusterState | undefined {
  try {
    return stateSchema.parse(JSON.parse(readText(join(clusterFolder(stateDir, cluster), fileName)) ?? ''));
  } catch {
    return undefined;
  }
}

export function forget(stateDir: string, cluster: string): void {
  rmSync(clusterFolder(stateDir, cluster), { recursive: true, force: true });
}

/** Names of the clusters that this user's runs made. */
export function knownClusters(stateDir: string): string[] {
  return existsSync(root(stateDir)) ? readdirSync(root(stateDir)) : [];
}

export function ownerNow(): ClusterState['owner'] {
  const owner: Owner | undefined = ownerOf(process.pid);
  return owner ? { ...owner, bootId: bootId() } : { pid: process.pid, startTicks: '', bootId: bootId() };
}

/** Whether the process that uses a cluster still lives. */
export function isInUse({ owner }: ClusterState): boolean {
  if (!owner || owner.bootId !== bootId()) return false;
  return owner.startTicks === '' ? false : isAlive(owner);
}
