import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WatchedCgroup } from '../../src/ports/target.ts';
import { createLocalTarget } from '../../src/targets/local/target.ts';
import { kubeletBackoff } from '../../src/targets/machine/backoff.ts';
import type { TargetHarness } from './target-harness.ts';

/** A kubelet's second wait is 10 s; nothing here depends on its length. */
const backoff = { ...kubeletBackoff, initialMs: 200 };

function read(cgroup: WatchedCgroup, names: { readonly 1: string; readonly 2: string }): string {
  return readFileSync(join(cgroup.memoryDir, names[cgroup.version]), 'utf8');
}

/** Directories of a name below the cgroup mounts, at any depth: where a run's cgroup may lie depends on who runs it. */
function cgroupsNamed(name: string, dir = '/sys/fs/cgroup'): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      return entry.name === name ? [path] : cgroupsNamed(name, path);
    });
}

export const localHarness: TargetHarness & { stateFolder: string | undefined } = {
  stateFolder: undefined,
  createTarget(stateDir) {
    this.stateFolder = stateDir;
    return createLocalTarget({ env: process.env, stateDir, backoff });
  },
  describe(_scenarioDir, scriptFile, { readyTimeoutMs = 30_000, env = {}, command = [process.execPath, scriptFile] }) {
    const local = {
      command: [...command],
      env: { PORT: '{port}', STATE: '{state}', ...env },
      url: 'http://127.0.0.1:{port}',
      ready: '/healthz',
      readyTimeoutMs,
      singleProcessOOMKill: false,
      files: [],
    };
    return { target: { kind: 'local' }, workload: { manifests: [], container: 'app', cpuMillicores: 1000, local } };
  },
  restartsAtStart: 0,
  killedExit: { exitCode: null, signal: 'SIGKILL' },
  atPort(plan, port) {
    const local = { ...plan.workload.local, url: `http://127.0.0.1:${port}` } as NonNullable<typeof plan.workload.local>;
    return { ...plan, workload: { ...plan.workload, local } };
  },
  fileBytes(cgroup) {
    const key = cgroup.version === 1 ? 'total_cache' : 'file';
    return Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(read(cgroup, { 1: 'memory.stat', 2: 'memory.stat' }))?.[1]);
  },
  limitBytes: (cgroup) => Number(read(cgroup, { 1: 'memory.limit_in_bytes', 2: 'memory.max' })),
  processes: (cgroup) =>
    existsSync(cgroup.memoryDir) ? read(cgroup, { 1: 'cgroup.procs', 2: 'cgroup.procs' }).trim().split('\n').filter(Boolean).map(Number) : [],
  leftovers(runId) {
    const folder = join(this.stateFolder ?? '', 'local', runId);
    return [...cgroupsNamed(`highwater-${runId}`), ...(existsSync(folder) ? [folder] : [])];
  },
  isAbout({ pid }, cgroup) {
    return pid !== undefined && this.processes(cgroup).includes(pid);
  },
};
