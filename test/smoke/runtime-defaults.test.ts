import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { heapInForce } from '../../src/analysis/runtime/heap-in-force.ts';
import type { Runtime } from '../../src/analysis/runtime/identify.ts';
import { mismatchesOf } from '../../src/analysis/runtime/mismatches.ts';
import { detectRuntime } from '../../src/plan/runtime/detect-runtime.ts';
import type { RuntimeName } from '../../src/plan/runtime/runtime-settings.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { describeWith } from '../requirements.ts';

/** What runtimes really take from the limit of a real cgroup, against what the table says they do. */
const work = mkdtempSync(join(tmpdir(), 'highwater-runtimes-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const v1 = '/sys/fs/cgroup/memory';
const bare = (name: RuntimeName): Runtime => ({ name, from: 'a test', flags: new Map() });
const installed = (program: string) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, program)));

/** Runs a program in a cgroup of its own with this limit; the cgroup is removed when it has ended. */
function inCgroup(limitMebibytes: number, command: readonly string[]): string {
  const root = existsSync(v1) ? v1 : '/sys/fs/cgroup';
  const dir = join(root, `highwater-runtimes-${process.pid}-${limitMebibytes}`);
  mkdirSync(dir);
  try {
    writeFileSync(join(dir, root === v1 ? 'memory.limit_in_bytes' : 'memory.max'), String(limitMebibytes * MiB));
    return execFileSync('sh', ['-c', 'echo $$ >"$0" && exec "$@"', join(dir, 'cgroup.procs'), ...command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } finally {
    rmdirSync(dir);
  }
}

describeWith(['cgroup'], 'heap limits of real runtimes in real cgroups', () => {
  test.each([128, 256, 512, 1024, 2048])('Node.js at %i MiB', (limit) => {
    const script = 'process.stdout.write(String(require("v8").getHeapStatistics().heap_size_limit))';
    const real = Number(inCgroup(limit, [process.execPath, '-e', script]));
    const expected = heapInForce(bare('node'), limit * MiB).bytes ?? 0;
    // V8 counts up to three semi-spaces on top of the old space, which grow with the limit.
    expect(real).toBeGreaterThanOrEqual(expected);
    expect(real).toBeLessThanOrEqual(expected * 1.1 + 3 * MiB);
  });

  test('Node.js in a container of 256Mi may outgrow it, and is told so', () => {
    expect(mismatchesOf({ runtime: bare('node'), limitBytes: 256 * MiB, aborts: 0 }).map(({ kind }) => kind)).toEqual(['heap-above-limit']);
    expect(mismatchesOf({ runtime: bare('node'), limitBytes: 512 * MiB, aborts: 0 })).toEqual([]);
  });

  test.skipIf(!installed('java')).each([128, 200, 256, 512, 1024, 2048])('a JVM at %i MiB', (limit) => {
    const printed = inCgroup(limit, ['java', '-XX:+PrintFlagsFinal', '-version']);
    const real = Number(/ MaxHeapSize\s+=\s+(\d+)/.exec(printed)?.[1]);
    const expected = heapInForce(bare('java'), limit * MiB).bytes ?? 0;
    // HotSpot rounds to its heap alignment, 2 MiB here.
    expect(Math.abs(real - expected)).toBeLessThanOrEqual(2 * MiB);
  });

  test.skipIf(!installed('go'))('a Go program has no memory limit of its own in a container of 256Mi', () => {
    writeFileSync(join(work, 'main.go'), 'package main\n\nimport ("fmt"; "runtime/debug")\n\nfunc main() { fmt.Print(debug.SetMemoryLimit(-1)) }\n');
    const program = join(work, 'limit');
    execFileSync('go', ['build', '-o', program, join(work, 'main.go')], { cwd: work, env: { ...process.env, GO111MODULE: 'off' } });
    expect(BigInt(inCgroup(256, [program]))).toBe(2n ** 63n - 1n);
    expect(BigInt(inCgroup(257, ['env', 'GOMEMLIMIT=200MiB', program]))).toBe(BigInt(200 * MiB));
    expect(detectRuntime({ command: [program], image: undefined, envNames: [], programFile: program })?.name).toBe('go');
    expect(mismatchesOf({ runtime: bare('go'), limitBytes: 256 * MiB, aborts: 0 }).map(({ kind }) => kind)).toEqual(['ignores-limit']);
  });
});
