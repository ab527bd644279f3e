import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { MiB } from '../../src/shared/quantity.ts';
import type { TargetCase } from './target-cases.ts';
import { runs } from './target-cases-lifecycle.ts';
import type { Bench } from './target-harness.ts';
import { hasDetachedChild, reportsLimit } from './workload-scripts.ts';

const ownerScript = resolve(import.meta.dirname, 'owner.ts');

/** Runs a workload from another process, kills that without warning, and returns the ids of the workload's processes. */
export async function orphan(bench: Bench): Promise<number[]> {
  bench.plan(hasDetachedChild);
  const owner = spawn(process.execPath, [ownerScript, bench.target.kind, bench.dir, bench.runId], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(owner, 'exit');
  for await (const line of createInterface({ input: owner.stdout })) {
    if (!line.startsWith('deployed ')) continue;
    owner.kill('SIGKILL');
    await exited;
    return line.split(' ').slice(1).map(Number);
  }
  throw new Error('the owner ended before it had deployed');
}

export const remainsCases: readonly TargetCase[] = [
  {
    title: 'removal ends every process and leaves no cgroup and no state folder, also when asked twice',
    ownRun: true,
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(hasDetachedChild), 256 * MiB);
      await deployment.workload.ready;
      const pids = bench.harness.processes(deployment.cgroup);
      expect(pids).toHaveLength(2);
      expect(bench.harness.leftovers(bench.runId)).not.toEqual([]);
      await Promise.all([deployment.workload.remove(), deployment.workload.remove()]);
      expect(pids.filter(runs)).toEqual([]);
      expect(existsSync(deployment.cgroup.memoryDir)).toBe(false);
      expect(deployment.states.at(-1)).toBe('stopped 0');
      await bench.dispose();
      expect(bench.harness.leftovers(bench.runId)).toEqual([]);
    },
  },
  {
    title: 'a run whose owner lives is nobody’s remains and survives a clean-up',
    ownRun: true,
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(reportsLimit), 256 * MiB);
      await deployment.workload.ready;
      expect((await bench.target.findRemains()).map(({ runId }) => runId)).not.toContain(bench.runId);
      await bench.target.removeRemains([{ runId: bench.runId, what: 'not true' }]);
      expect(await deployment.get('/healthz')).toBe('ok');
    },
  },
  {
    title: 'the same run can be provisioned again after its owner was killed',
    ownRun: true,
    async run(bench) {
      const pids = await orphan(bench);
      const deployment = await bench.deploy(bench.plan(reportsLimit), 256 * MiB);
      await deployment.workload.ready;
      expect(pids.filter(runs)).toEqual([]);
    },
  },
  {
    title: 'what a killed owner left is found and removed: processes, cgroups, folders',
    ownRun: true,
    async run(bench) {
      const pids = await orphan(bench);
      expect(pids).toHaveLength(2);
      expect(bench.harness.leftovers(bench.runId)).not.toEqual([]);
      const remains = await bench.target.findRemains();
      const ours = remains.filter(({ runId }) => runId === bench.runId);
      expect(ours).toHaveLength(1);
      await bench.target.removeRemains(ours);
      expect(pids.filter(runs)).toEqual([]);
      expect(bench.harness.leftovers(bench.runId)).toEqual([]);
      expect((await bench.target.findRemains()).map(({ runId }) => runId)).not.toContain(bench.runId);
    },
  },
];
