import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const minute = 60_000;

/** Suites that compute: side by side, first. */
const computing = ['unit', 'golden'];
/** One worker less than cores is what vitest takes: on two cores one of them would do nothing. */
const workers = Math.max(2, availableParallelism() - 1);
/** The command as a user calls it, at small loads: it mostly waits, and what is checked is how it ends. */
const waiting = ['cli'];
/** Suites that measure or fill the machine: one file at a time, after everything else, so that they do not disturb each other. */
const measuring = ['conformance', 'smoke'];
/** Jobs in the emulated machine, where nothing is judged by how long it takes: beside what computes. */
const emulated = ['test/smoke/vm*.test.ts'];
/** Of both folders, those that share one cluster of kind: last and next to each other, because a cluster that idles disturbs what is measured beside it. */
const onKind = ['test/{conformance,smoke}/kind*.test.ts'];

// Group 0 is no group: with one worker, as on two cores, vitest runs it last.
export default defineConfig({
  test: {
    retry: 0,
    projects: [
      ...computing.map((name) => ({
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          testTimeout: 2 * minute,
          hookTimeout: 2 * minute,
          maxWorkers: workers,
          sequence: { groupOrder: 1 },
        },
      })),
      {
        test: {
          name: 'vm',
          include: emulated,
          testTimeout: 15 * minute,
          hookTimeout: 15 * minute,
          maxWorkers: workers,
          sequence: { groupOrder: 1 },
        },
      },
      ...waiting.map((name) => ({
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          testTimeout: 15 * minute,
          hookTimeout: 15 * minute,
          maxWorkers: workers,
          sequence: { groupOrder: 2 },
        },
      })),
      ...measuring.map((name, index) => ({
        test: {
          name,
          include: [`test/${name}/**/*.test.ts`],
          exclude: [...onKind, ...emulated],
          testTimeout: 15 * minute,
          hookTimeout: 15 * minute,
          fileParallelism: false,
          sequence: { groupOrder: index + 3 },
        },
      })),
      {
        test: {
          name: 'kind',
          include: onKind,
          globalSetup: 'test/kind/global-setup.ts',
          testTimeout: 15 * minute,
          hookTimeout: 15 * minute,
          fileParallelism: false,
          sequence: { groupOrder: measuring.length + 3 },
        },
      },
    ],
  },
});
