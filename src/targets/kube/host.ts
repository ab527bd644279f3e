import type { AgentConnection, KubeObject } from '../../ports/agent.ts';
import type { KubeClient } from './client.ts';
import type { Prepared } from './manifests/prepare.ts';

/** What all instances of a run on a cluster share. */
export interface KubeHost {
  readonly client: KubeClient;
  readonly agents: AgentConnection;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly prepared: Prepared;
  /** The Service that `workload.url` names. */
  readonly service: KubeObject;
  /** Where the load generator finds the workload. */
  readonly url: string;
  /** False where the load comes from inside the cluster: this machine then need not reach it. */
  readonly reachable: boolean;
  readonly loadedImages: ReadonlySet<string>;
  /** The node that a DaemonSet is pinned to. */
  readonly node: string;
  readonly readyTimeoutMs: number;
  /** Values that must not appear in messages and recordings. */
  readonly secrets: readonly string[];
}
