import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { HighwaterError } from '../shared/errors.ts';

/** A file that may hold the workload, under one of these names. */
export interface ManifestFile {
  readonly path: string;
  readonly text: string;
  readonly names: readonly string[];
}

const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
const paths = z.array(z.string()).nullish();
const kustomizationSchema = z.looseObject({
  namePrefix: z.string().nullish(),
  nameSuffix: z.string().nullish(),
  resources: paths,
  bases: paths,
  components: paths,
  patchesStrategicMerge: paths,
  patches: z.array(z.looseObject({ path: z.string().optional(), patch: z.string().optional() })).nullish(),
});

/** Manifest files of a path, in the order in which kustomize applies them: what comes later wins. Throws `usage` where there is nothing to read. */
export function manifestFiles(path: string, name: string): ManifestFile[] {
  return filesOf(path, [name], new Set());
}

/** An overlay may add to names and may patch what its bases say; remote bases are somebody else's. */
function filesOf(path: string, names: readonly string[], seen: Set<string>): ManifestFile[] {
  const file = kustomizationOf(path) ?? path;
  if (seen.has(file)) return [];
  seen.add(file);
  const text = read(file);
  if (!kustomizationNames.includes(basename(file))) return [{ path: file, text, names }];
  const parsed = kustomizationSchema.safeParse(parse(text) ?? {});
  if (!parsed.success)
    throw new HighwaterError('usage', `${file} is no kustomization: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`);
  const { namePrefix, nameSuffix, resources, bases, components, patchesStrategicMerge, patches } = parsed.data;
  const inner = [...new Set(names.flatMap((name) => [name, bare(name, namePrefix ?? '', nameSuffix ?? '')]))];
  const listed = [resources, bases, components, patchesStrategicMerge, (patches ?? []).flatMap((patch) => patch.path ?? [])].flatMap((list) => list ?? []);
  return listed
    .map((entry) => resolve(dirname(file), entry))
    .filter((entry) => existsSync(entry))
    .flatMap((entry) => filesOf(entry, inner, seen));
}

function bare(name: string, prefix: string, suffix: string): string {
  const without = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return suffix !== '' && without.endsWith(suffix) ? without.slice(0, -suffix.length) : without;
}

function kustomizationOf(path: string): string | undefined {
  if (!existsSync(path)) throw new HighwaterError('usage', `${path}: no such manifest`, { hint: 'name the file with --file' });
  if (!statSync(path).isDirectory()) return undefined;
  const found = kustomizationNames.map((name) => join(path, name)).find((candidate) => existsSync(candidate));
  if (found === undefined) throw new HighwaterError('usage', `${path} is a folder without a kustomization`, { hint: 'name the file with --file' });
  return found;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HighwaterError('usage', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
