import { HighwaterError } from '../../shared/errors.ts';
import type { Engine } from './engine.ts';
import { engineError, engineMessage, isMissing } from './engine-errors.ts';

/** What a container takes over from its image. */
export interface ImageConfig {
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly user: string;
  readonly workingDir: string;
  readonly volumes: readonly string[];
  readonly healthcheck: unknown;
}

export interface EngineImage {
  /** Digest of its configuration: it names this image for ever, whatever the tag comes to mean. */
  readonly id: string;
  /** What containers are made from: its own id, or that of a private copy. A tag could come to mean another image in mid-run. */
  readonly reference: string;
  readonly config: ImageConfig;
  /** Folders of its layers on the engine's disk, where its storage driver tells. */
  readonly layers: readonly string[];
}

interface RawImage {
  readonly Id: string;
  readonly Config: {
    readonly Env?: string[] | null;
    readonly Entrypoint?: string | string[] | null;
    readonly Cmd?: string[] | null;
    readonly User?: string;
    readonly WorkingDir?: string;
    readonly Volumes?: Record<string, unknown> | null;
    readonly Healthcheck?: unknown;
  };
  readonly GraphDriver?: { readonly Data?: Readonly<Record<string, string>> | null } | null;
}

/** overlay2 keeps each layer in a folder; the driver names the topmost apart from those below. */
export function layerFolders(graphDriver: RawImage['GraphDriver']): string[] {
  const { LowerDir: lower, UpperDir: upper } = graphDriver?.Data ?? {};
  return [...(upper ? [upper] : []), ...(lower ? lower.split(':') : [])];
}

function configOf({ Config: config }: RawImage): ImageConfig {
  const entrypoint = config.Entrypoint ?? [];
  return {
    env: config.Env ?? [],
    entrypoint: typeof entrypoint === 'string' ? [entrypoint] : entrypoint,
    command: config.Cmd ?? [],
    user: config.User ?? '',
    workingDir: config.WorkingDir ?? '',
    volumes: Object.keys(config.Volumes ?? {}),
    healthcheck: config.Healthcheck,
  };
}

/** An image that the engine has. Rejects as the engine does. */
export async function inspectImage({ docker }: Engine, reference: string): Promise<EngineImage> {
  const raw = (await docker.getImage(reference).inspect()) as unknown as RawImage;
  return { id: raw.Id, reference: raw.Id, config: configOf(raw), layers: layerFolders(raw.GraphDriver) };
}

async function pull({ docker }: Engine, reference: string): Promise<void> {
  const stream = await docker.pull(reference);
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error) => (error ? reject(error) : resolve()));
  });
}

/** The image, pulled where the engine has none of that name. Throws `environment-missing` where it cannot be had. */
export async function provideImage(engine: Engine, reference: string): Promise<EngineImage> {
  try {
    return await inspectImage(engine, reference);
  } catch (error) {
    if (!isMissing(error)) throw engineError(`image ${reference} cannot be looked at`, error);
  }
  try {
    // A name without a tag would pull every tag there is.
    await pull(engine, /[:@][^/]+$/.test(reference) ? reference : `${reference}:latest`);
    return await inspectImage(engine, reference);
  } catch (cause) {
    throw new HighwaterError('environment-missing', `the engine has no image ${reference}, and it cannot be pulled: ${engineMessage(cause)}`, {
      hint: `docker pull ${reference}, or build it under this name, or correct workload.docker.image`,
      cause,
    });
  }
}
