import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { MiB } from '../../src/shared/quantity.ts';
import type { TargetCase } from './target-cases.ts';
import { runs } from './target-cases-lifecycle.ts';
import type { Bench } from './target-harness.ts';
import { hasDetachedChild, reportsLimit } from './workload-scripts.ts';

/** Runs a workload from another process, kills that without warning, and returns the ids of the workload's processes. */
export async function orphan(bench: Bench): Promise<number[]> {
  bench.plan(hasDetachedChild);
  const { ownerScript } = bench.harness;
  const owner = spawn(process.execPath, [ownerScript, bench.stateDir, bench.runId, bench.scenarioDir, bench.recordingDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
    title: 'what a killed owner left is found and removed: processes, cgroups, folders',
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
  {
    title: 'a run whose owner lives is nobody’s remains and survives a clean-up',
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
    async run(bench) {
      const pids = await orphan(bench);
      const deployment = await bench.deploy(bench.plan(reportsLimit), 256 * MiB);
      await deployment.workload.ready;
      expect(pids.filter(runs)).toEqual([]);
    },
  },
];
