import { createHash, scryptSync } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Plan } from './plan.ts';

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** Any string that names a file beside: what a script imports, opens or loads is named so, because k6 resolves it against the script. */
const besideNames = /(['"`])(\.\.?\/[^'"`\n]+)\1/g;

/** The script and everything beside it that it names, and so on, each once. */
function filesOf(script: string): string[] {
  const found = new Set([script]);
  for (const file of found) {
    for (const [, , name] of readFileSync(file, 'utf8').matchAll(besideNames)) {
      const path = resolve(dirname(file), name as string);
      if (isFile(path)) found.add(path);
    }
  }
  return [...found];
}

/** The k6 script of a plan and the files that it imports or opens, absolute. */
export function scriptFiles(plan: Plan, scenarioDir: string): string[] {
  return filesOf(join(scenarioDir, plan.load.script));
}

/** Digest of the k6 script and of the files that it imports or opens. */
export function scriptDigest(plan: Plan, scenarioDir: string): string {
  const files = filesOf(join(scenarioDir, plan.load.script));
  const digests = files.map((file) => `${relative(scenarioDir, file)} ${sha256(readFileSync(file))}`);
  return digests.length === 1 ? sha256(readFileSync(files[0] as string)) : sha256(digests.sort().join('\n'));
}

/** Modules that are neither a file beside nor k6's own: what they do is not known. */
const foreignModule = /\b(?:from|import|require)\s*\(?\s*['"](?!\.{0,2}\/|k6['"/])/;

/** False when nothing that the script is made of draws random numbers: then a seed orders the levels and does nothing else. */
export function drawsRandomly(plan: Plan, scenarioDir: string): boolean {
  const texts = filesOf(join(scenarioDir, plan.load.script)).map((file) => readFileSync(file, 'utf8'));
  return texts.some((text) => /\bMath\s*\.\s*random\b|\bcrypto\b/.test(text) || foreignModule.test(text));
}

/** Digest of the files of the scenario that the workload is started from: program and arguments, where they name any, or what is copied into containers. */
export function commandDigest(plan: Plan, scenarioDir: string): string {
  const { local, docker } = plan.workload;
  const copied = docker ? [docker, ...docker.dependencies].flatMap(({ files }) => files.map(({ from }) => from)) : [];
  const words = plan.target.kind === 'docker' ? copied : (local?.command ?? []);
  const named = words.map((word) => resolve(scenarioDir, word)).filter(isFile);
  const own = named.filter((path) => !relative(scenarioDir, path).startsWith('..'));
  return sha256(own.map((path) => `${relative(scenarioDir, path)} ${sha256(readFileSync(path))}`).join('\n'));
}

/**
 * Tells whether the environment of the workload is the same again without telling what it is: a slow hash, salted, because some of these values are
 * passwords.
 */
export function environmentDigest(plan: Plan, salt: string): string {
  const sorted = (env: Readonly<Record<string, string>> | undefined) => Object.entries(env ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const { local, docker } = plan.workload;
  const containers = docker ? [docker, ...docker.dependencies].map(({ env }) => sorted(env)) : [];
  // A plan without containers keeps the digest that it had before there were any.
  const entries = docker ? [sorted(local?.env), ...containers] : sorted(local?.env);
  return scryptSync(JSON.stringify(entries), salt, 32).toString('hex');
}
