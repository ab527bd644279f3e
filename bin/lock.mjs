import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 250;
/** A lock without a readable owner is younger than this only while its owner is between the two calls that make it. */
const ownerlessGraceMs = 5000;

/** Runs `work` while holding the lock folder `path`, waiting for another process that holds it; a lock whose owner is gone is taken over. */
export async function withLock(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true });
  let waited = false;
  while (!take(path)) {
    if (abandoned(path)) rmSync(path, { recursive: true, force: true });
    else {
      if (!waited) onWait();
      waited = true;
      await sleep(pollMs);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function take(path) {
  try {
    mkdirSync(path);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(join(path, 'owner'), String(process.pid));
  return true;
}

function abandoned(path) {
  try {
    process.kill(Number(readFileSync(join(path, 'owner'), 'utf8')) || missingOwner(path), 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH' || (error.code === 'ENOENT' && isOld(path));
  }
}

function missingOwner(path) {
  throw Object.assign(new Error(`${path} names no owner`), { code: 'ENOENT' });
}

function isOld(path) {
  try {
    return Date.now() - statSync(path).mtimeMs > ownerlessGraceMs;
  } catch {
    return false;
  }
}
