import type { Probe } from './probe.ts';

/** Any Kubernetes object as it goes over the wire. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [key: string]: unknown;
}

export interface AgentManifestsRequest {
  readonly namespace: string;
  readonly image: string;
  /** Carried by every object and by the agent's pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Whether the host's cgroups may be written: reset of watermarks, reclaim of page cache. */
  readonly writable: boolean;
  /** Hearing the kernel log needs a privileged container. */
  readonly kernelLog: boolean;
  /** Expected in the header `x-highwater-token` of every request. */
  readonly token: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

/** One agent that runs now. A pod that was replaced has another name. */
export interface AgentPod {
  readonly node: string;
  readonly namespace: string;
  readonly name: string;
}

/** How the runner reaches agents: the target knows the cluster, the agent's side only speaks HTTP. */
export interface AgentTransport {
  /** Agents that are running at this moment. */
  agents(): Promise<readonly AgentPod[]>;
  /** Path with a leading slash. Rejects where the API server cannot be reached; 502 and 503 mean that the agent could not be. */
  fetch(pod: AgentPod, path: string, init?: RequestInit): Promise<Response>;
}

/** What of a node decides whether two recordings may be compared, and is not in its Node object. */
export interface AgentNodeFacts {
  readonly node: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly cores: number;
  readonly memoryTotalBytes: number;
  readonly memoryAvailableBytes: number;
  readonly pageSizeBytes: number;
  readonly cgroupVersion: 1 | 2;
  readonly transparentHugePages: string;
  readonly swapTotalBytes: number;
  readonly damonReclaim: boolean;
}

/** How cold the files were made, as the `cold-cache` event words it. */
export interface ColdFacts {
  readonly method: 'evicted' | 'unavailable';
  readonly files: number;
  readonly residualBytes: number;
  readonly detail?: string;
}

export interface AgentConnection {
  /** Samples the pods that `ProbeSession.watchPod` names, on all nodes. */
  readonly probe: Probe;
  facts(): Promise<readonly AgentNodeFacts[]>;
  /** Notes which files the pods use, while they live, and reclaims what their cgroups hold as cache. */
  learnFiles(podUids: readonly string[]): Promise<void>;
  /** Kills what runs in pods whose deletion was asked for, where agents see the processes of their node: a kubelet would give them their time. */
  endPods(podUids: readonly string[]): Promise<void>;
  /** Evicts the page cache of every file learned so far; call when no pod that uses them lives. */
  evictFiles(): Promise<ColdFacts>;
}

/** The in-cluster sampler: what is to be applied, and how to speak with it. */
export interface Agent {
  /** Port of the agent's HTTP server inside its pod. */
  readonly port: number;
  /** In the order in which they are to be applied, Namespace first. */
  manifests(request: AgentManifestsRequest): Promise<readonly KubeObject[]>;
  connect(transport: AgentTransport, token: string): AgentConnection;
}
