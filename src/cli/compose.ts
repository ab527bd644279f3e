import { join } from 'node:path';
import { createK6Driver } from '../loads/k6/driver.ts';
import { findK6 } from '../loads/k6/find.ts';
import { createLoadInstaller } from '../loads/k6/pods/manifests.ts';
import { createPodsDriver } from '../loads/k6/pods/runner/driver.ts';
import type { LoadDriver } from '../ports/load.ts';
import type { Probe } from '../ports/probe.ts';
import type { Environment, Target } from '../ports/target.ts';
import { createAgent } from '../probes/agent/agent.ts';
import { createCgroupProbe } from '../probes/cgroup-probe.ts';
import { HighwaterError } from '../shared/errors.ts';
import { rbacYaml } from '../targets/cluster/rbac.ts';
import { createClusterTarget } from '../targets/cluster/target.ts';
import { createDockerTarget } from '../targets/docker/target.ts';
import { createKindTarget } from '../targets/kind/target.ts';
import { createLocalTarget } from '../targets/local/target.ts';
import type { Context } from './context.ts';
import { kindConfig } from './kind-config.ts';

/** The only place that knows concrete targets, loads and probes. */
const targets: Readonly<Record<string, ((context: Context) => Target) | undefined>> = {
  docker: (context) => createDockerTarget({ env: context.env, pid: process.pid }),
  cluster: ({ env, yes, kubeContext, expired, now, stderr }) =>
    createClusterTarget({
      env,
      yes,
      expired,
      now,
      agent: createAgent(),
      load: createLoadInstaller(),
      context: kubeContext,
      say: (text) => stderr(`${text}\n`),
    }),
  kind: ({ env, stateDir, cwd, keep, expired, now, stderr }) =>
    createKindTarget({ env, stateDir, keep, expired, now, agent: createAgent(), config: () => kindConfig(cwd), say: (text) => stderr(`${text}\n`) }),
  local: (context) => createLocalTarget({ env: context.env, stateDir: context.stateDir }),
};

export { reexecInScope } from '../targets/local/reexec-scope.ts';
export { rbacYaml };

export function allTargets(context: Context): Target[] {
  return Object.values(targets).flatMap((create) => create?.(context) ?? []);
}

/** Throws `usage` for a target that there is not (yet). */
export function targetOf(kind: string, context: Context): Target {
  const create = Object.hasOwn(targets, kind) ? targets[kind] : undefined;
  if (!create)
    throw new HighwaterError('usage', `target '${kind}' is not available in this version`, { hint: `available: ${Object.keys(targets).join(', ')}` });
  return create(context);
}

/** Where the load comes from is known once the environment is there: from this machine, or from pods that the target has put up. */
export interface FoundLoad {
  readonly version: string;
  driverIn(environment: Pick<Environment, 'loadPods'>): LoadDriver;
}

export async function findLoad(context: Context): Promise<FoundLoad> {
  const { path: k6Path, version } = await findK6({ env: context.env, cacheDir: join(context.cacheDir), note: (text) => context.stderr(`${text}\n`) });
  return { version, driverIn: ({ loadPods: pods }) => (pods ? createPodsDriver({ k6Path, pods }) : createK6Driver({ k6Path, version })) };
}

export function probe(): Probe {
  return createCgroupProbe();
}
