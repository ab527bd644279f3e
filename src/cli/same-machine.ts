import type { LoadDriver } from '../ports/load.ts';
import type { Environment } from '../ports/target.ts';
import type { Fingerprint } from '../recording/manifest.ts';
import { readManifest } from '../recording/reader.ts';
import { listRecordings } from '../run/run-directory.ts';
import { HighwaterError } from '../shared/errors.ts';
import { formatMemory } from '../shared/quantity.ts';
import type { OpenRun } from './open-run.ts';

/** The kernel's own share of memory differs a little from boot to boot. */
const sameMemoryShare = 0.01;

function differs(name: keyof Fingerprint, before: Fingerprint, now: Partial<Fingerprint>): boolean {
  if (!(name in now)) return false;
  if (name !== 'memoryTotalBytes') return before[name] !== now[name];
  return Math.abs(before.memoryTotalBytes - (now.memoryTotalBytes ?? 0)) > sameMemoryShare * before.memoryTotalBytes;
}

/**
 * Throws when the recordings of a run were made on another machine, or could harm this one: `usage` for a difference that decides whether recordings
 * may be compared, `environment-missing` where less memory is free than the loose limit lets a leak take.
 */
export function requireSameMachine({ run, runDir }: OpenRun, environment: Environment, driver: LoadDriver): void {
  const last = listRecordings(runDir).at(-1);
  const now: Partial<Fingerprint> = { ...environment.fingerprint, k6Version: driver.version };
  const before = last === undefined ? undefined : readManifest(last).fingerprint;
  const names = before === undefined ? [] : (Object.keys(before) as (keyof Fingerprint)[]).filter((name) => differs(name, before, now));
  if (before !== undefined && names.length > 0) {
    const changes = names.map((name) => `${name} ${before[name]}, now ${now[name]}`).join('; ');
    throw new HighwaterError('usage', `${run.runId} was begun on another machine or setting, its recordings cannot be mixed with new ones: ${changes}`, {
      hint: `go on where it was begun, or begin anew: highwater run ${run.scenario}`,
    });
  }
  if (run.looseLimitBytes > environment.availableBytes) {
    const [loose, available] = [run.looseLimitBytes, environment.availableBytes].map((bytes) => formatMemory(bytes));
    throw new HighwaterError('environment-missing', `${run.runId} measures at up to ${loose}, and ${available} of memory are available now`, {
      hint: 'free memory, or begin anew: the loose limit of a new run fits what is available',
    });
  }
}
