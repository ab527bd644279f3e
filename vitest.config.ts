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

/** How the files of a project run, and what is special about it. */
interface ProjectOptions {
  readonly maxWorkers?: number;
  readonly fileParallelism?: boolean;
  readonly exclude?: string[];
  readonly globalSetup?: string;
}

/** Longest time for a test that computes, and for one that starts programs, machines or clusters. */
const [computingTimeout, startingTimeout] = [2 * minute, 15 * minute];
const alongside = { maxWorkers: workers };
const oneByOne = { fileParallelism: false };

// Group 0 is no group: with one worker, as on two cores, vitest runs it last.
function project(name: string, include: string[], timeout: number, groupOrder: number, more: ProjectOptions) {
  return { test: { name, include, testTimeout: timeout, hookTimeout: timeout, sequence: { groupOrder }, ...more } };
}

const folder = (name: string) => [`test/${name}/**/*.test.ts`];

export default defineConfig({
  test: {
    retry: 0,
    projects: [
      ...computing.map((name) => project(name, folder(name), computingTimeout, 1, alongside)),
      project('vm', emulated, startingTimeout, 1, alongside),
      ...waiting.map((name) => project(name, folder(name), startingTimeout, 2, alongside)),
      ...measuring.map((name, index) => project(name, folder(name), startingTimeout, index + 3, { ...oneByOne, exclude: [...onKind, ...emulated] })),
      project('kind', onKind, startingTimeout, measuring.length + 3, { ...oneByOne, globalSetup: 'test/kind/global-setup.ts' }),
    ],
  },
});
