import { spawnSync } from 'node:child_process';
import { takeSharedCluster } from '../kind/shared-cluster.ts';

/** A namespace of a real cluster, and kubectl in it. */
export interface PatchCluster {
  readonly kubectl: (args: readonly string[], input?: string) => string;
  /** Environment of a script that calls kubectl itself. */
  readonly env: NodeJS.ProcessEnv;
  readonly close: () => Promise<void>;
}

const namespace = 'highwater-test-patches';

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, input?: string): string {
  const done = spawnSync(command, args, { encoding: 'utf8', env, ...(input !== undefined && { input }) });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`);
  return done.stdout;
}

/** The cluster that HIGHWATER_TEST_KUBECONFIG leads to, else the one that the kind suites share. What was there before stays, and nothing else. */
export async function openPatchCluster(crds: readonly string[]): Promise<PatchCluster> {
  const given = process.env.HIGHWATER_TEST_KUBECONFIG;
  const shared = given === undefined ? await takeSharedCluster('patches') : undefined;
  const env = { ...process.env, KUBECONFIG: given ?? shared?.kubeconfig };
  const kubectl = (args: readonly string[], input?: string) => run('kubectl', ['-n', namespace, ...args], env, input);
  const known = kubectl(['get', 'crd', '-o', 'name']);
  const added = crds.filter(
    (path) =>
      !kubectl(['create', '--dry-run=client', '-o', 'name', '-f', path])
        .split('\n')
        .some((crd) => crd !== '' && known.includes(crd)),
  );
  const close = async () => {
    kubectl(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found']);
    for (const path of added) kubectl(['delete', '--ignore-not-found', '-f', path]);
    await shared?.release();
  };
  for (const path of added) kubectl(['create', '-f', path]);
  if (added.length > 0) kubectl(['wait', '--for=condition=Established', '--timeout=60s', ...added.flatMap((path) => ['-f', path])]);
  kubectl(['create', 'namespace', namespace]);
  return { kubectl, env: { ...env, NAMESPACE: namespace }, close };
}
