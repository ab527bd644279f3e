import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { MiB } from '../../src/shared/quantity.ts';
import type { TargetCase } from './target-cases.ts';
import { growsOnRequest, hasDetachedChild, reportsLimit } from './workload-scripts.ts';

/** False for a zombie too: it is dead, and waits only for its parent to look. */
export function runs(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export const lifecycleCases: readonly TargetCase[] = [
  {
    title: 'a killed workload is started again in a cgroup of its own, and every step is an event',
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(growsOnRequest), 128 * MiB);
      await deployment.workload.ready;
      await deployment.get('/grow');
      await deployment.reached('ready 1');
      expect(deployment.states).toEqual(['started 0', 'ready 0', 'exited 0', 'started 1', 'ready 1']);
      expect(deployment.of('instance')[2]).toMatchObject(bench.harness.killedExit);
      expect(deployment.cgroups).toHaveLength(2);
      expect(bench.harness.limitBytes(deployment.cgroup)).toBe(128 * MiB);
      // The first cgroup stays for its counters, empty.
      expect(bench.harness.processes(deployment.cgroups[0] as (typeof deployment.cgroups)[0])).toEqual([]);
    },
  },
  {
    title: 'back-off grows from one death to the next',
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(hasDetachedChild), 256 * MiB);
      for (const restart of [0, 1, 2]) {
        await deployment.reached(`ready ${restart}`);
        await deployment.answers();
        await deployment.get('/exit');
      }
      await deployment.reached('backoff 2');
      const waits = deployment.of('instance').flatMap(({ backoffMs = 0 }) => (backoffMs > 0 ? [backoffMs] : []));
      // The first restart comes at once.
      expect(waits).toHaveLength(2);
      expect(waits[1]).toBe(2 * (waits[0] as number));
      expect(deployment.states).not.toContain('backoff 0');
      expect(deployment.of('instance').find(({ state }) => state === 'exited')).toMatchObject({ exitCode: 3, signal: null });
    },
  },
  {
    title: 'when the main process dies, its other processes die with it',
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(hasDetachedChild), 256 * MiB);
      await deployment.workload.ready;
      const pids = bench.harness.processes(deployment.cgroup);
      expect(pids).toHaveLength(2);
      expect(pids.every(runs)).toBe(true);
      await deployment.get('/exit');
      await deployment.reached('started 1');
      expect(bench.harness.processes(deployment.cgroups[0] as (typeof deployment.cgroups)[0])).toEqual([]);
      expect(pids.filter(runs)).toEqual([]);
    },
  },
  {
    title: 'removal before readiness settles `ready`',
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(reportsLimit), 256 * MiB);
      await deployment.workload.remove();
      await expect(deployment.workload.ready).rejects.toMatchObject({ code: 'workload-never-ready' });
    },
  },
  {
    title: 'each start has a fresh state folder',
    async run(bench) {
      const plan = bench.plan(reportsLimit);
      const folders: string[] = [];
      for (let i = 0; i < 2; i += 1) {
        const deployment = await bench.deploy(plan, 256 * MiB);
        await deployment.workload.ready;
        folders.push(await deployment.get('/state'));
        await deployment.workload.remove();
      }
      expect(folders).toEqual(['fresh', 'fresh']);
    },
  },
];
