import type { Readable } from 'node:stream';
import type { Engine } from './engine.ts';
import { engineError } from './engine-errors.ts';
import { type EngineImage, inspectImage } from './image.ts';

/** Reads the answer to its end; the last words name a failure, where there is one. */
async function drain(stream: NodeJS.ReadableStream): Promise<void> {
  let last = '';
  for await (const chunk of stream) last = String(chunk);
  const failure = /"error":"([^"]*)"/.exec(last)?.[1];
  if (failure) throw new Error(failure);
}

/**
 * A copy of an image whose files are its own: pages of the original that other containers hold in memory are charged to those, and a workload that
 * shares them would be charged for too little. One layer; configuration is not copied, containers get it from the original's.
 */
export async function copyImage(engine: Engine, image: EngineImage, name: string, labels: Readonly<Record<string, string>>): Promise<EngineImage> {
  const changes = Object.entries(labels).map(([key, value]) => `LABEL ${key}="${value}"`);
  const source = await engine.docker.createContainer({ Image: image.id, Cmd: ['never-run'], Entrypoint: [], Labels: { ...labels } });
  try {
    const archive = (await source.export()) as Readable;
    await drain(await engine.docker.importImage(archive, { repo: name, tag: 'private', changes }));
    const copy = await inspectImage(engine, `${name}:private`);
    return { ...image, reference: copy.reference, layers: copy.layers };
  } catch (error) {
    throw engineError('a private copy of the image cannot be made', error);
  } finally {
    await source.remove({ force: true, v: true });
  }
}
