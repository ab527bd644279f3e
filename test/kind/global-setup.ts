import { mkdtempSync, rmSync } from 'node:fs';
import { deleteCluster } from '../../src/targets/kind/cluster.ts';
import { clusterFolder, knownClusters } from '../../src/targets/kind/state.ts';

/**
 * One state folder for all kind suites of a run, so that the cluster which the first of them makes serves the others; nothing is made here. Where the variable
 * is set already, the cluster outlives the run.
 */
export default function setup(): (() => Promise<void>) | undefined {
  if (process.env.HIGHWATER_TEST_KIND_STATE !== undefined) return undefined;
  const stateDir = mkdtempSync('/var/tmp/highwater-kind-suites-');
  process.env.HIGHWATER_TEST_KIND_STATE = stateDir;
  return async () => {
    for (const name of knownClusters(stateDir)) await deleteCluster(process.env, name, clusterFolder(stateDir, name));
    rmSync(stateDir, { recursive: true, force: true });
  };
}
