import type { Remains } from '../../ports/target.ts';
import { deleteCluster, isOwnName, listClusters } from './cluster.ts';
import { clusterFolder, forget, isInUse, knownClusters, readState } from './state.ts';

/**
 * Clusters that no living run of this machine uses: of killed runs, and those kept on purpose. One whose state folder is gone is known by its name,
 * so that another user or a machine that shares the engine can clean it.
 */
export async function leftClusters(env: NodeJS.ProcessEnv, stateDir: string): Promise<Remains[]> {
  const known = knownClusters(stateDir);
  const running = await listClusters(env);
  const own = new Set([...known, ...running.filter(isOwnName)]);
  return [...own].flatMap((name) => {
    const state = readState(stateDir, name);
    if (state && isInUse(state)) return [];
    const kept = state?.owner === null && running.includes(name) ? ', kept for further runs' : '';
    return [{ what: `kind cluster ${name}${kept}`, runId: state?.runId ?? name }];
  });
}

/** Removes what `leftClusters` named, looked up again: a cluster that a run took in between is spared. */
export async function removeClusters(env: NodeJS.ProcessEnv, stateDir: string, remains: readonly Remains[]): Promise<void> {
  const still = await leftClusters(env, stateDir);
  for (const { what } of still.filter(({ what }) => remains.some((each) => each.what === what))) {
    const name = /^kind cluster (\S+?)(?:,|$)/.exec(what)?.[1] ?? '';
    await deleteCluster(env, name, clusterFolder(stateDir, name));
    forget(stateDir, name);
  }
}
