import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { HighwaterError } from '../../shared/errors.ts';
import { run } from '../kube/command.ts';
import type { AcquiredCluster } from './acquire.ts';
import { imageId } from './docker.ts';

const buildMs = 15 * 60_000;
const loadMs = 10 * 60_000;

/** Builds the images that the plan names. Throws `environment-missing` with what the builder said last. */
export async function buildImages(
  env: NodeJS.ProcessEnv,
  scenarioDir: string,
  build: Readonly<Record<string, string>>,
  say: (text: string) => void,
): Promise<void> {
  for (const [image, folder] of Object.entries(build)) {
    say(`building ${image} from ${folder}`);
    try {
      await run('docker', ['build', '--tag', image, join(scenarioDir, folder)], { env, timeoutMs: buildMs });
    } catch (cause) {
      throw new HighwaterError('environment-missing', `image ${image} could not be built: ${(cause as Error).message}`, {
        hint: `docker build ${join(scenarioDir, folder)}`,
        cause,
      });
    }
  }
}

/** Engines that keep images of several platforms hand out parts that are not there; one platform alone works (kind issue 3795). */
async function loadArchive(env: NodeJS.ProcessEnv, cluster: string, image: string, folder: string): Promise<void> {
  const archive = join(folder, 'image.tar');
  const architecture = (await run('docker', ['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'], { env })).trim();
  await run('docker', ['save', '--platform', architecture, '--output', archive, image], { env, timeoutMs: loadMs });
  await run('kind', ['load', 'image-archive', archive, '--name', cluster], { env, timeoutMs: loadMs });
  rmSync(archive, { force: true });
}

/** Ids of those of the images that this machine has. */
async function present(env: NodeJS.ProcessEnv, images: readonly string[]): Promise<Record<string, string>> {
  const found = await Promise.all(images.map(async (image) => [image, await imageId(env, image)] as const));
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/**
 * Takes every image that this machine has into the nodes, so that nothing is pulled, and answers which those are; the others are left to the nodes. All
 * at once: layers that they share are carried over once. What an earlier run carried into the same cluster is there. Throws `target-failed`.
 */
export async function loadImages(env: NodeJS.ProcessEnv, cluster: AcquiredCluster, images: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await present(env, [...new Set(images)]);
  const missing = Object.keys(found).filter((image) => cluster.images[image] !== found[image]);
  if (missing.length > 0) {
    await load(env, cluster, missing);
    cluster.keepImages({ ...cluster.images, ...found });
  }
  return new Set(Object.keys(found));
}

async function load(env: NodeJS.ProcessEnv, { name, folder }: AcquiredCluster, images: readonly string[]): Promise<void> {
  try {
    await run('kind', ['load', 'docker-image', ...images, '--name', name], { env, timeoutMs: loadMs });
  } catch (error) {
    if (!/content digest|not found/i.test((error as Error).message)) throw error;
    for (const image of images) await loadArchive(env, name, image, folder);
  }
}
