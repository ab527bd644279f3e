import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** What manifests say about the sized container besides its resources, and about who scales its workload. */
export interface ManifestFacts {
  readonly image: string | undefined;
  readonly command: readonly string[];
  /** Only variables that are stated in clear; values stay in memory. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of all of its variables. */
  readonly envNames: readonly string[];
  /** Kind/name of the autoscalers that point at the workload. */
  readonly autoscalers: readonly string[];
}

interface Target {
  readonly kind?: string;
  readonly name?: string;
}
interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly command?: unknown[];
  readonly args?: unknown[];
  readonly env?: { readonly name?: string; readonly value?: unknown }[];
}
interface Manifest {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
  readonly spec?: {
    readonly containers?: Container[];
    readonly template?: { readonly spec?: { readonly containers?: Container[] } };
    readonly scaleTargetRef?: Target;
    readonly targetRef?: Target;
    readonly updatePolicy?: { readonly updateMode?: string };
  };
}

/** Files that cannot be read are told of where the resources are read from them. */
function documentsOf(path: string): Manifest[] {
  if (!existsSync(path) || statSync(path).isDirectory()) return [];
  return parseAllDocuments(readFileSync(path, 'utf8')).flatMap((document) => (document.errors.length > 0 ? [] : [(document.toJS() ?? {}) as Manifest]));
}

/** A VPA that is off only recommends. */
function scales({ kind, spec }: Manifest, ref: string): boolean {
  const target =
    kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject' ? spec?.scaleTargetRef : kind === 'VerticalPodAutoscaler' ? spec?.targetRef : undefined;
  if (target === undefined || spec?.updatePolicy?.updateMode === 'Off') return false;
  // KEDA's ScaledObject leaves the kind out where it is a Deployment.
  return `${target.kind ?? 'Deployment'}/${target.name}` === ref;
}

/** Facts about `ref` and its container from the manifests of a scenario; empty where the plan names no workload. */
export function manifestFacts(scenarioDir: string, manifests: readonly string[], ref: string | undefined, containerName: string): ManifestFacts {
  const documents = ref === undefined ? [] : manifests.flatMap((file) => documentsOf(join(scenarioDir, file)));
  const workload = documents.find(({ kind, metadata }) => `${kind}/${metadata?.name}` === ref);
  const containers = workload?.spec?.template?.spec?.containers ?? workload?.spec?.containers ?? [];
  const container = containers.find(({ name }) => name === containerName);
  const env = container?.env ?? [];
  return {
    image: container?.image,
    command: [...(container?.command ?? []), ...(container?.args ?? [])].map(String),
    env: Object.fromEntries(env.flatMap(({ name, value }) => (name === undefined || value === undefined ? [] : [[name, String(value)]]))),
    envNames: env.flatMap(({ name }) => name ?? []),
    autoscalers: ref === undefined ? [] : documents.filter((document) => scales(document, ref)).map(({ kind, metadata }) => `${kind}/${metadata?.name}`),
  };
}
