import { expect } from 'vitest';
import { MiB } from '../../src/shared/quantity.ts';
import type { TargetCase } from './target-cases.ts';
import { reportsLimit } from './workload-scripts.ts';

export const startCases: readonly TargetCase[] = [
  {
    title: 'the limit stands before the first line of the workload runs',
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(reportsLimit), 200 * MiB);
      await deployment.workload.ready;
      expect(bench.harness.limitBytes(deployment.cgroup)).toBe(200 * MiB);
      expect(Number(await deployment.get('/limit'))).toBe(200 * MiB);
    },
  },
  {
    title: 'a cgroup is announced while it is empty, and the workload says started, then ready',
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(reportsLimit), 200 * MiB);
      await deployment.workload.ready;
      expect(deployment.cgroups).toHaveLength(1);
      expect(deployment.membersWhenAnnounced).toEqual([0]);
      expect(deployment.states).toEqual(['started 0', 'ready 0']);
      expect(deployment.of('instance').every((event) => bench.harness.isAbout(event, deployment.cgroup))).toBe(true);
    },
  },
];
