import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheDir } from './cache-dir.mjs';
import { withLock } from './lock.mjs';
import { runQuietly } from './run-quietly.mjs';
import { SetupError, say } from './say.mjs';

/** Installs the checkout's dependencies where they are missing or older than its lockfile. Throws SetupError. */
export async function ensureDependencies(root, node, env) {
  if (areFresh(root)) return;
  if (isLinked(root)) return requireTheSame(root);
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16);
  const waiting = () => say('another highwater is installing the dependencies; waiting for it');
  await withLock(join(cacheDir(env), 'locks', `install-${name}`), waiting, async () => {
    if (!areFresh(root)) await install(root, node, env);
  });
}

/** npm writes node_modules/.package-lock.json as the last step of an install: an interrupted one leaves none. */
function areFresh(root) {
  const installed = modifiedMs(join(root, 'node_modules', '.package-lock.json'));
  return installed !== undefined && installed >= (modifiedMs(join(root, 'package-lock.json')) ?? 0);
}

/** A linked node_modules is another checkout's, as in worktrees: an install through the link would first empty it. */
function isLinked(root) {
  return lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** It serves where it holds what this lockfile names; times tell nothing between two checkouts. Optional packages are those of other platforms. */
function requireTheSame(root) {
  const packagesIn = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages ?? {};
  try {
    const there = packagesIn('node_modules/.package-lock.json');
    const wanted = Object.entries(packagesIn('package-lock.json')).filter(([path, { optional }]) => path !== '' && !optional);
    if (wanted.every(([path, { integrity }]) => there[path]?.integrity === integrity)) return;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  const hint = 'run "npm ci" where it lies, or remove the link for packages of its own';
  throw new SetupError(`${join(root, 'node_modules')} is a link to a folder that does not hold what package-lock.json names`, hint);
}

function modifiedMs(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? undefined : stat.mtimeMs;
}

async function install(root, node, env) {
  const count = readFileSync(join(root, 'package-lock.json'), 'utf8').split('"node_modules/').length - 1;
  say(`installing dependencies, ${count} packages at most (about 15 s) ...`);
  const began = Date.now();
  const path = [dirname(node), env.PATH].join(delimiter);
  try {
    await runQuietly('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], { cwd: root, env: { ...env, PATH: path } });
  } catch (error) {
    throw new SetupError('the dependencies could not be installed', `run "npm ci" in ${root} to see why, then run the command again`, error);
  }
  const now = new Date();
  utimesSync(join(root, 'node_modules', '.package-lock.json'), now, now);
  say(`dependencies are installed after ${Math.round((Date.now() - began) / 1000)} s`);
}
