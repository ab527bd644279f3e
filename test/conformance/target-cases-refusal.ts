import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';
import { HighwaterError } from '../../src/shared/errors.ts';
import { MiB } from '../../src/shared/quantity.ts';
import type { TargetCase } from './target-cases.ts';
import type { Deployment } from './target-harness.ts';
import { failsAtStart, growsAtStart, neverListens, reportsLimit } from './workload-scripts.ts';

/** The error that `ready` was rejected with; fails where it was not. */
async function refusal(deployment: Deployment): Promise<HighwaterError> {
  const outcome = await deployment.workload.ready.catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(HighwaterError);
  expect((outcome as HighwaterError).code).toBe('workload-never-ready');
  return outcome as HighwaterError;
}

export const refusalCases: readonly TargetCase[] = [
  {
    title: 'a workload that gives up before it is ready is refused with its last lines and its exit, without its secrets',
    async run(bench) {
      const plan = bench.plan(failsAtStart, { env: { API_TOKEN: 'tell-nobody-1234' } });
      const deployment = await bench.deploy(plan, 200 * MiB);
      const error = await refusal(deployment);
      expect(error.message).toContain('exited with code 3');
      expect(error.message).toContain('line 40');
      expect(error.message).toContain('cannot find the database');
      expect(error.message).not.toContain('line 20\n');
      expect(error.message + JSON.stringify(deployment.events)).not.toContain('tell-nobody-1234');
      const starts = [...Array(bench.harness.restartsAtStart + 1).keys()];
      expect(deployment.states.filter((state) => !state.startsWith('backoff'))).toEqual(
        starts.flatMap((restart) => [`started ${restart}`, `exited ${restart}`]),
      );
      expect(readFileSync(join(bench.recordingDir, 'workload.log'), 'utf8')).toContain('line 1\n');
    },
  },
  {
    title: 'a workload that never answers is refused when its time is up',
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(neverListens, { readyTimeoutMs: 1500 }), 200 * MiB);
      const error = await refusal(deployment);
      expect(error.message).toMatch(/was not ready within \d+ ms/);
      expect(error.message).toContain('thinking');
    },
  },
  {
    title: 'one that is killed while it starts is started again until its time is up, and the refusal counts the kills',
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(growsAtStart, { readyTimeoutMs: 10_000 }), 96 * MiB);
      const error = await refusal(deployment);
      expect(error.message).toMatch(/[1-9]\d* OOM kills/);
      expect(deployment.states.slice(0, 3)).toEqual(['started 0', 'exited 0', 'started 1']);
      expect(deployment.of('instance')[1]).toMatchObject(bench.harness.killedExit);
    },
  },
  {
    title: 'a program that does not exist is named and nothing is started',
    async run(bench) {
      const deployment = await bench.deploy(bench.plan(reportsLimit, { command: ['no-such-program', 'workload.mjs'] }), 200 * MiB);
      const error = await refusal(deployment);
      expect(error.message).toMatch(/['"]no-such-program['"]/);
      expect(deployment.of('instance').filter(({ state }) => state === 'started' || state === 'ready')).toEqual([]);
      await deployment.workload.remove();
    },
  },
  {
    title: 'a fixed port that somebody else answers on is not taken for the workload',
    applies: ({ atPort }) => atPort !== undefined,
    async run(bench) {
      const { atPort } = bench.harness;
      if (!atPort) throw new Error('this target takes free ports only');
      const other = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => other.once('listening', resolve));
      const { port } = other.address() as { port: number };
      try {
        const deployment = await bench.deploy(atPort(bench.plan(reportsLimit), port), 200 * MiB);
        expect((await refusal(deployment)).message).toContain(`port ${port}`);
      } finally {
        other.close();
      }
    },
  },
];
