import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A namespace of a real cluster, and kubectl in it. */
export interface PatchCluster {
  readonly kubectl: (args: readonly string[], input?: string) => string;
  /** Environment of a script that calls kubectl itself. */
  readonly env: NodeJS.ProcessEnv;
  readonly close: () => void;
}

const namespace = 'highwater-test-patches';

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv, input?: string): string {
  const done = spawnSync(command, args, { encoding: 'utf8', env, ...(input !== undefined && { input }) });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`);
  return done.stdout;
}

/** The cluster that HIGHWATER_TEST_KUBECONFIG leads to, else one of our own, which goes when the tests are done. What was there before stays. */
export function openPatchCluster(crds: readonly string[]): PatchCluster {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-patches-'));
  const given = process.env.HIGHWATER_TEST_KUBECONFIG;
  const env = { ...process.env, KUBECONFIG: given ?? join(folder, 'kubeconfig') };
  const name = `highwater-patches-${process.pid}`;
  const image = process.env.TESTBED_NODE_IMAGE;
  if (given === undefined) run('kind', ['create', 'cluster', '--name', name, '--wait', '120s', ...(image === undefined ? [] : ['--image', image])], env);
  const kubectl = (args: readonly string[], input?: string) => run('kubectl', ['-n', namespace, ...args], env, input);
  const known = kubectl(['get', 'crd', '-o', 'name']);
  const added = crds.filter(
    (path) =>
      !kubectl(['create', '--dry-run=client', '-o', 'name', '-f', path])
        .split('\n')
        .some((crd) => crd !== '' && known.includes(crd)),
  );
  const close = () => {
    if (given === undefined) run('kind', ['delete', 'cluster', '--name', name], env);
    else {
      kubectl(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found']);
      for (const path of added) kubectl(['delete', '--ignore-not-found', '-f', path]);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (const path of added) kubectl(['create', '-f', path]);
  if (added.length > 0) kubectl(['wait', '--for=condition=Established', '--timeout=60s', ...added.flatMap((path) => ['-f', path])]);
  kubectl(['create', 'namespace', namespace]);
  return { kubectl, env: { ...env, NAMESPACE: namespace }, close };
}
