import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { MiB } from '../../src/shared/quantity.ts';
import type { TargetCase } from './target-cases.ts';
import type { Bench, Deployment } from './target-harness.ts';
import { reportsLimit } from './workload-scripts.ts';

/** DESIGN: a run whose file charge after startup differs more than this from the first is discarded. */
const tolerance = 0.1;

interface ColdRun {
  readonly fileBytes: number;
  readonly cold: ReturnType<Deployment['of']>[number] | undefined;
}

async function coldRun(bench: Bench, plan: Parameters<Bench['deploy']>[0]): Promise<ColdRun> {
  const deployment = await bench.deploy(plan, 512 * MiB);
  await deployment.workload.ready;
  const fileBytes = bench.harness.fileBytes(deployment.cgroup);
  await deployment.workload.remove();
  return { fileBytes, cold: deployment.of('cold-cache')[0] };
}

export const coldCacheCases: readonly TargetCase[] = [
  {
    title: 'every run reads its files cold, also while others run the same program',
    async run(bench) {
      const plan = bench.plan(reportsLimit);
      const first = await coldRun(bench, plan);
      const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      try {
        const runs = [await coldRun(bench, plan), await coldRun(bench, plan)];
        expect(first.fileBytes, JSON.stringify(first.cold)).toBeGreaterThan(10 * MiB);
        for (const { fileBytes, cold } of runs) {
          expect(Math.abs(fileBytes / first.fileBytes - 1)).toBeLessThan(tolerance);
          expect(cold).toMatchObject({ residualBytes: 0 });
        }
      } finally {
        other.kill('SIGKILL');
      }
    },
  },
  {
    title: 'a data file that was just read by somebody else is cold again',
    async run(bench) {
      const data = join(bench.scenarioDir, 'data.bin');
      writeFileSync(data, Buffer.alloc(40 * MiB, 7));
      const plan = bench.plan(
        `import { readFileSync } from 'node:fs';\nfor (let i = 0; i < 2; i += 1) readFileSync(new URL('data.bin', import.meta.url));\n${reportsLimit}`,
      );
      const first = await coldRun(bench, plan);
      readFileSync(data);
      const second = await coldRun(bench, plan);
      expect(first.fileBytes).toBeGreaterThan(40 * MiB);
      expect(Math.abs(second.fileBytes / first.fileBytes - 1)).toBeLessThan(tolerance);
    },
  },
];
