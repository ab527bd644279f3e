import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Finished pieces of a long job, one JSON file each, so that a job cut short goes on where it stopped. `unit(key, work)` answers with the kept
 * result of `key`, or does the work and keeps what it returned (JSON values only). Work that throws keeps nothing.
 */
export function poolIn(dir) {
  mkdirSync(dir, { recursive: true });
  return {
    dir,
    async unit(key, work) {
      const path = join(dir, `${fileNameOf(key)}.json`);
      const kept = read(path);
      if (kept !== undefined) return kept.result;
      const result = JSON.parse(JSON.stringify((await work()) ?? null));
      writeFileSync(`${path}.${process.pid}`, `${JSON.stringify({ key, result }, null, 2)}\n`);
      renameSync(`${path}.${process.pid}`, path);
      return result;
    },
  };
}

/** The pool of the evidence script that runs: evidence/<name>/, named by scripts/evidence.mjs. */
export function ownPool(env = process.env) {
  if (env.HIGHWATER_POOL === undefined) throw new Error('no pool is named; start with "npm run evidence -- NAME"');
  return poolIn(env.HIGHWATER_POOL);
}

/** `unit` of the script's own pool. */
export function unit(key, work) {
  return ownPool().unit(key, work);
}

/** Different keys never share a file: what is no plain character is written by its code. */
function fileNameOf(key) {
  return key.replace(/[^A-Za-z0-9.-]/g, (character) => `_${character.codePointAt(0).toString(16)}_`);
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
