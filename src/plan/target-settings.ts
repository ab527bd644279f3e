import { z } from 'zod';
import { durationText, memoryText } from './quantity-fields.ts';

const kinds = z.enum(['local', 'docker', 'kind', 'cluster']);

/** What both targets with an API server know. */
const kubernetes = {
  /** Whether objects of the manifests that lie in no namespace are applied, and removed after the run. */
  clusterScoped: z.boolean().optional(),
  /** Image of the sampler's pods: Node 22.22 or newer, as the cluster has it. */
  agentImage: z.string().optional(),
};

const cluster = {
  ...kubernetes,
  /** Context of the user's kubeconfig; there is no default, so that nothing is created where it was not meant to be. */
  context: z.string().optional(),
  /** Contexts that may be used without `--yes` though they are not of this machine. */
  allowContexts: z.array(z.string()).optional(),
  /** Where k6 of this machine reaches the workload; `{node}` and `{nodePort}` ask for a port of the nodes, `{namespace}` is that of the run. */
  url: z.string().optional(),
  /** k6 runs in so many Jobs inside the cluster, each with a part of the load; 0: on this machine. */
  jobs: z.int().min(0).max(64).optional(),
  /** Image of those Jobs. */
  k6Image: z.string().optional(),
  /** Whether the agent may write to cgroups (reset of watermarks, reclaim of page cache), and hear the kernel log. */
  writeCgroups: z.boolean().optional(),
  kernelLog: z.boolean().optional(),
};

const kind = {
  ...kubernetes,
  /** Node image. */
  image: z.string().optional(),
  /** Use a running highwater cluster, and leave it running. */
  reuse: z.boolean().optional(),
  /** Images that are built before the run: name to folder with a Dockerfile, relative to the scenario. */
  build: z.record(z.string(), z.string()).optional(),
};

const written = { readyTimeout: durationText.optional() };
/** Milliseconds from the making of a pod until it must be ready. */
const resolved = { readyTimeoutMs: z.number().positive().optional() };

const docker = {
  /** `cgroup`: straight from the kernel; `api`: over the engine, once a second; `auto`: the first where the engine runs on this machine's kernel. */
  sampling: z.enum(['auto', 'cgroup', 'api']).optional(),
};

/** `target` of a plan file: `use` names the target, each target has its own section, which may stand there unused. */
export const targetFileSchema = z.strictObject({
  use: kinds.optional(),
  kind: z.strictObject({ ...kind, ...written, nodeMemory: memoryText.optional() }).optional(),
  cluster: z.strictObject({ ...cluster, ...written }).optional(),
  docker: z.strictObject(docker).optional(),
});

/** `target` of the resolved plan. Settings of kind stand under `kindCluster`, because `kind` names the target. */
export const targetSettingsSchema = z.strictObject({
  kind: kinds,
  kindCluster: z.strictObject({ ...kind, ...resolved, nodeMemoryBytes: z.int().positive().optional() }).optional(),
  cluster: z.strictObject({ ...cluster, ...resolved }).optional(),
  docker: z.strictObject(docker).optional(),
});

type TargetFile = z.infer<typeof targetFileSchema>;
export type TargetSettings = z.infer<typeof targetSettingsSchema>;

function withReadyMs<T extends { readonly readyTimeout?: number | undefined }>({ readyTimeout, ...rest }: T) {
  return { ...rest, ...(readyTimeout !== undefined && { readyTimeoutMs: readyTimeout }) };
}

export function targetSettingsOf(file: TargetFile | undefined): TargetSettings {
  const { use = 'local', kind: { nodeMemory, ...kindCluster } = {}, cluster: existing } = file ?? {};
  const withMemory = { ...withReadyMs(kindCluster), ...(nodeMemory !== undefined && { nodeMemoryBytes: nodeMemory }) };
  return {
    kind: use,
    ...(file?.kind && { kindCluster: withMemory }),
    ...(existing && { cluster: withReadyMs(existing) }),
    ...(file?.docker && { docker: file.docker }),
  };
}
