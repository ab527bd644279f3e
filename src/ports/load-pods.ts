import type { AgentTransport, KubeObject } from './agent.ts';

export interface LoadManifestsRequest {
  readonly namespace: string;
  /** How many share the load. */
  readonly jobs: number;
  /** Image that holds k6. */
  readonly k6Image: string;
  /** Image that holds Node, which runs what steers k6. */
  readonly nodeImage: string;
  /** Carried by every object and by the pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Of the pods that are measured: the scheduler is asked to keep apart from them. */
  readonly workloadLabels: Readonly<Record<string, string>>;
  /** Expected in the header `x-highwater-token` of every request. */
  readonly token: string;
}

/** The load generator as it is put into a cluster: what is to be applied there, by whoever knows the cluster. */
export interface LoadInstaller {
  /** Port of the HTTP server inside its pods. */
  readonly port: number;
  /** Value of the label app.kubernetes.io/component of its pods. */
  readonly component: string;
  manifests(request: LoadManifestsRequest): Promise<readonly KubeObject[]>;
}

/** Pods of a load generator that are up and wait for work. */
export interface LoadPods {
  readonly transport: AgentTransport;
  readonly token: string;
  readonly jobs: number;
  readonly k6Image: string;
}
