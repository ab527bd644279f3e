import type { Agent } from '../../ports/agent.ts';
import type { LoadInstaller } from '../../ports/load-pods.ts';
import type { Target } from '../../ports/target.ts';
import { openClient } from '../kube/client.ts';
import { provisionCluster } from './provision.ts';
import { leftNamespaces, removeNamespaces } from './remains.ts';

export interface ClusterTargetOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly agent: Agent;
  readonly load: LoadInstaller;
  /** A cluster that is not of this machine may be used. */
  readonly yes: boolean;
  /** The context to look for remains in; without one none is looked at. */
  readonly context: string | undefined;
  /** Whether remains are also what other machines made and whose time is over. */
  readonly expired: boolean;
  readonly now: () => Date;
  readonly say: (text: string) => void;
}

/** Runs workloads in a cluster that exists, in namespaces of their own. */
export function createClusterTarget(options: ClusterTargetOptions): Target {
  const { context, expired, now } = options;
  const expiredAt = () => (expired ? now() : undefined);
  return {
    kind: 'cluster',
    check: async () => [],
    provision: (request) => provisionCluster(options, request),
    findRemains: async () => (context === undefined ? [] : leftNamespaces(await openClient({ context }), expiredAt())),
    async removeRemains(remains) {
      if (context !== undefined && remains.length > 0) await removeNamespaces(await openClient({ context }), remains, expiredAt());
    },
  };
}
