import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resolvePlan } from '../../src/plan/resolve.ts';

const root = join(import.meta.dirname, '../..');
const foldersOf = (path: string) =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, path, entry.name, 'plan.yaml')))
    .map((entry) => join(path, entry.name));

const workloads = foldersOf('test/workloads');
const scenarios = foldersOf('scenarios');

const truthSchema = z.strictObject({
  need: z.string(),
  constructedBytes: z.int().nonnegative(),
  needBytes: z.int().positive().nullable(),
  toleranceBytes: z.int().positive(),
  failsBy: z.enum(['killed', 'harmed', 'leak', 'own-exit']),
  victim: z.enum(['main', 'child']).nullable(),
  notes: z.string(),
});

describe('workloads with a known need', () => {
  it('are the eleven kinds', () => {
    expect(workloads).toHaveLength(11);
  });

  it.each(workloads)('%s says what it needs', (folder) => {
    const truth = truthSchema.parse(JSON.parse(readFileSync(join(root, folder, 'truth.json'), 'utf8')));
    if (truth.needBytes !== null) expect(truth.needBytes).toBeGreaterThan(truth.constructedBytes);
    expect(truth.needBytes === null).toBe(truth.failsBy === 'leak' || truth.failsBy === 'own-exit');
  });
});

describe('plans in the repository', () => {
  it.each([...workloads, ...scenarios])('%s resolves', (folder) => {
    const { plan } = resolvePlan({ scenario: folder, cwd: root, env: {} });
    expect(plan.name).toBe(folder.split('/').at(-1));
    expect(plan.workload.currentLimitBytes).toBeGreaterThan(0);
  });

  it('measure the spike for longer than its period at every level', () => {
    const { plan } = resolvePlan({ scenario: 'test/workloads/spike', cwd: root, env: {} });
    expect(plan.load.holdMs).toBeGreaterThan(Number(plan.workload.local?.env.PERIOD_MS));
  });
});
