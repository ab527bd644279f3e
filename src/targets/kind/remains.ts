import type { Remains } from '../../ports/target.ts';
import { lifetimeMs } from '../kube/claim.ts';
import { deleteCluster, listClusters, madeAt } from './cluster.ts';
import { clusterFolder, forget, isInUse, knownClusters, readState } from './state.ts';

/**
 * Whether a cluster that nobody here knows may go: whoever made it may still use it, be it another user or a machine that shares the engine, so it
 * lives as long as what a run leaves in somebody's cluster.
 */
export function isForeignOver(cluster: string, expiredAt: Date | undefined): boolean {
  const made = madeAt(cluster);
  return made !== undefined && expiredAt !== undefined && made.getTime() + lifetimeMs <= expiredAt.getTime();
}

/** Clusters that no living run of this machine uses: of killed runs, those kept on purpose, and with `expiredAt` those of others whose time is over by then. */
export async function leftClusters(env: NodeJS.ProcessEnv, stateDir: string, expiredAt: Date | undefined): Promise<Remains[]> {
  const known = knownClusters(stateDir);
  const running = await listClusters(env);
  const mayGo = new Set([...known, ...running.filter((name) => isForeignOver(name, expiredAt))]);
  return [...mayGo].flatMap((name) => {
    const state = readState(stateDir, name);
    if (state && isInUse(state)) return [];
    const kept = state?.owner === null && running.includes(name) ? ', kept for further runs' : '';
    return [{ what: `kind cluster ${name}${kept}`, runId: state?.runId ?? name }];
  });
}

/** Removes what `leftClusters` named, looked up again: a cluster that a run took in between is spared. */
export async function removeClusters(env: NodeJS.ProcessEnv, stateDir: string, remains: readonly Remains[], expiredAt: Date | undefined): Promise<void> {
  const still = await leftClusters(env, stateDir, expiredAt);
  for (const { what } of still.filter(({ what }) => remains.some((each) => each.what === what))) {
    const name = /^kind cluster (\S+?)(?:,|$)/.exec(what)?.[1] ?? '';
    await deleteCluster(env, name, clusterFolder(stateDir, name));
    forget(stateDir, name);
  }
}
