import { platform } from 'node:os';
import type { Target } from '../../ports/target.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { type BackoffPolicy, kubeletBackoff } from '../machine/backoff.ts';
import { readText } from '../machine/cgroup-files.ts';
import { type CgroupMounts, findCgroupMounts } from '../machine/cgroup-mounts.ts';
import { parseMountinfo } from '../machine/mountinfo.ts';
import { findPlace, type Missing, type Place } from './place.ts';
import { provisionLocal } from './provision.ts';
import { findLeftRuns, removeLeftRuns } from './remains.ts';

export interface LocalTargetOptions {
  readonly env: NodeJS.ProcessEnv;
  /** On a disk: state folders and private copies of files lie here. */
  readonly stateDir: string;
  /** Read from /proc/self/mountinfo and /proc/self/cgroup where not given. */
  readonly cgroupMounts?: CgroupMounts;
  /** As a kubelet's where not given. */
  readonly backoff?: BackoffPolicy;
}

function currentMounts(): ReturnType<typeof parseMountinfo> {
  return parseMountinfo(readText('/proc/self/mountinfo') ?? '');
}

function currentUid(): number {
  return process.geteuid?.() ?? -1;
}

/** Runs workloads in cgroups of this machine (Linux, cgroup v1 or v2), as root or in a subtree delegated to the user. */
export function createLocalTarget({ env, stateDir, cgroupMounts, backoff = kubeletBackoff }: LocalTargetOptions): Target {
  // Read anew at each call: preparing a v2 base moves this process into another cgroup.
  const mountsNow = (): CgroupMounts | undefined => cgroupMounts ?? findCgroupMounts(currentMounts(), readText('/proc/self/cgroup') ?? '');
  const place = (): Place => findPlace(mountsNow(), currentUid());
  const base = () => {
    const found = place();
    return 'base' in found ? found.base : undefined;
  };
  return {
    kind: 'local',
    async check() {
      if (platform() !== 'linux') return [{ what: 'Linux, for cgroups', hint: 'use --target docker or --target kind' }];
      const found = place();
      return 'missing' in found ? [found.missing] : [];
    },
    async provision(request) {
      const found = place();
      const mounts = mountsNow();
      if ('missing' in found || !mounts) throw missingError(found);
      const facts = { env, stateDir, backoff, base: found.base, cgroupMounts: mounts, mounts: currentMounts() };
      return provisionLocal({ ...facts, uid: currentUid(), gid: process.getegid?.() ?? -1 }, request);
    },
    async findRemains() {
      return findLeftRuns(stateDir, base());
    },
    async removeRemains(remains) {
      const runIds = remains.map(({ runId }) => runId);
      await removeLeftRuns(stateDir, base(), runIds);
    },
  };
}

function missingError(place: Place): HighwaterError {
  const missing: Missing = 'missing' in place ? place.missing : { what: 'cgroups', hint: 'use --target docker or --target kind' };
  return new HighwaterError('environment-missing', `this machine lacks ${missing.what}`, { hint: missing.hint });
}
