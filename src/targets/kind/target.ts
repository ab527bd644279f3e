import type { Agent } from '../../ports/agent.ts';
import type { Target } from '../../ports/target.ts';
import { missingForKind } from './checks.ts';
import { provisionKind } from './provision.ts';
import { leftClusters, removeClusters } from './remains.ts';

export interface KindTargetOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly stateDir: string;
  readonly agent: Agent;
  /** kind-config.yaml: its text, and its path for messages. */
  readonly config: () => { readonly text: string; readonly file: string };
  readonly keep: boolean;
  /** Whether what others left and whose time is over is removed too. */
  readonly expired: boolean;
  readonly now: () => Date;
  readonly say: (text: string) => void;
}

/** Runs workloads in a kind cluster that is made for the run, or was kept from an earlier one. */
export function createKindTarget(options: KindTargetOptions): Target {
  const { env, stateDir } = options;
  const expiredAt = () => (options.expired ? options.now() : undefined);
  return {
    kind: 'kind',
    check: () => missingForKind(env),
    provision: (request) => provisionKind(options, request),
    findRemains: () => leftClusters(env, stateDir, expiredAt()),
    removeRemains: (remains) => removeClusters(env, stateDir, remains, expiredAt()),
  };
}
