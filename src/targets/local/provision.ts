import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment, Target } from '../../ports/target.ts';
import { HighwaterError } from '../../shared/errors.ts';
import type { BackoffPolicy } from '../machine/backoff.ts';
import { readText } from '../machine/cgroup-files.ts';
import type { CgroupMounts } from '../machine/cgroup-mounts.ts';
import { type CgroupSet, childOf } from '../machine/cgroup-set.ts';
import { parseCpuList, splitCores } from '../machine/cpu-cores.ts';
import { fingerprintOf } from '../machine/fingerprint.ts';
import { availableBytes, meminfoBytes } from '../machine/host-memory.ts';
import type { Mount } from '../machine/mountinfo.ts';
import { lineageOf, type Owner, ownerMark, ownerOf } from '../machine/owner.ts';
import { residencyWith } from '../machine/residency.ts';
import { findTools, type Tools } from '../machine/tools.ts';
import { ColdCache } from './cold-cache/cold-cache.ts';
import { copiesImpossible, PrivateCopies } from './cold-cache/private-copies.ts';
import { LocalEnvironment } from './environment.ts';
import { createParent, prepareBase } from './hand-down.ts';
import { localWorkload } from './local-plan.ts';
import { removeLeftRuns, runPrefix } from './remains.ts';
import { bootId, readRunState, runFolder, writeRunState } from './run-state.ts';

export interface ProvisionFacts {
  readonly env: NodeJS.ProcessEnv;
  readonly stateDir: string;
  readonly uid: number;
  readonly gid: number;
  readonly mounts: readonly Mount[];
  readonly cgroupMounts: CgroupMounts;
  readonly base: CgroupSet;
  readonly backoff: BackoffPolicy;
}

type Request = Parameters<Target['provision']>[0];
type Note = Request['note'];

function requireTools(env: NodeJS.ProcessEnv, note: Note): Tools & { readonly sh: string } {
  const tools = findTools(env);
  if (!tools.sh) throw new HighwaterError('environment-missing', 'there is no sh on PATH');
  if (!tools.setpriv) note('no-pdeathsig', 'setpriv (util-linux) is missing: if highwater is killed, the workload lives on until `highwater clean`');
  return { ...tools, sh: tools.sh };
}

/** Takes the run's place: an earlier process of the same run that died makes way, a living one does not. */
async function claim(facts: ProvisionFacts, runId: string, owner: Owner): Promise<CgroupSet> {
  const { stateDir, base } = facts;
  await removeLeftRuns(stateDir, base, [runId]);
  const folder = runFolder(stateDir, runId);
  const other = readRunState(folder);
  if (other) throw new HighwaterError('environment-missing', `run ${runId} is being measured by process ${other.pid}`, { hint: 'wait for it, or end it' });
  const cgroup = childOf(base, `${runPrefix}${runId}`);
  writeRunState(folder, { ...owner, bootId: bootId(), cgroup });
  return cgroup;
}

function createRunCgroup(base: CgroupSet, cgroup: CgroupSet, owner: Owner, folder: string): void {
  try {
    if (base.version === 2) prepareBase(base.memory, lineageOf(owner.pid));
  } catch (error) {
    // Nothing was made but the claim.
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  createParent(cgroup);
  mkdirSync(join(cgroup.memory, ownerMark(owner)));
}

async function coldCacheFor(facts: ProvisionFacts, tools: Tools, folder: string): Promise<ColdCache> {
  const impossible = await copiesImpossible(tools, facts.uid, join(folder, 'copies'), facts.mounts);
  const copies = impossible === undefined && tools.cp ? new PrivateCopies(join(folder, 'copies'), tools.cp, facts.uid) : undefined;
  return new ColdCache(tools, residencyWith(tools, facts.uid), copies, impossible ?? '');
}

/** Makes the run's cgroup and state folder, and learns what the machine is. Throws `environment-missing` or `plan-invalid`. */
export async function provisionLocal(facts: ProvisionFacts, request: Request): Promise<Environment> {
  localWorkload(request.plan);
  const owner = ownerOf(process.pid);
  if (!owner) throw new HighwaterError('environment-missing', '/proc does not show this process', { hint: 'mount /proc' });
  const tools = requireTools(facts.env, request.note);
  const allowed = parseCpuList(/^Cpus_allowed_list:\s*(\S+)/m.exec(readText('/proc/self/status') ?? '')?.[1] ?? '0');
  const split = tools.taskset ? splitCores(allowed) : undefined;
  const meminfo = readText('/proc/meminfo') ?? '';
  const runCgroup = await claim(facts, request.runId, owner);
  const folder = runFolder(facts.stateDir, request.runId);
  createRunCgroup(facts.base, runCgroup, owner, folder);
  const { env, uid, gid, backoff, cgroupMounts, base } = facts;
  const host = {
    env,
    tools,
    uid,
    gid,
    backoff,
    runCgroup,
    folder,
    memoryHierarchy: cgroupMounts.memory,
    coldCache: await coldCacheFor(facts, tools, folder),
    workloadCores: split?.workload,
    swapTotalBytes: meminfoBytes(meminfo, 'SwapTotal'),
    availableBytes: availableBytes(meminfo, base.memory, base.version),
  };
  const visibleCores = (split?.workload ?? allowed).length;
  return new LocalEnvironment(host, fingerprintOf({ cgroupVersion: base.version, pinned: split !== undefined, visibleCores }), split?.load);
}
