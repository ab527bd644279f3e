import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../machine/cgroup-files.ts';

const runStateSchema = z.object({
  pid: z.int().positive(),
  startTicks: z.string(),
  /** Start ticks begin anew with each boot. */
  bootId: z.string(),
  /** The run's cgroup, one directory per hierarchy. */
  cgroup: z.object({
    version: z.union([z.literal(1), z.literal(2)]),
    memory: z.string(),
    cpu: z.string().exactOptional(),
    cpuacct: z.string().exactOptional(),
    pids: z.string().exactOptional(),
    unified: z.string().exactOptional(),
  }),
});

/** `run.json`: who runs, and which cgroup it made. Enough to clean up after a runner that was killed. */
export type RunState = z.infer<typeof runStateSchema>;

const fileName = 'run.json';

export function bootId(): string {
  return readText('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown';
}

/** Folder of one run below the target's own. */
export function runFolder(stateDir: string, runId: string): string {
  return join(stateDir, 'local', runId);
}

export function writeRunState(folder: string, state: RunState): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  writeFileSync(join(folder, fileName), `${JSON.stringify(state)}\n`);
}

export function readRunState(folder: string): RunState | undefined {
  const text = readText(join(folder, fileName));
  if (text === undefined) return undefined;
  try {
    return runStateSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Ids of the runs that have a state folder. */
export function knownRuns(stateDir: string): string[] {
  const dir = join(stateDir, 'local');
  return existsSync(dir) ? readdirSync(dir) : [];
}
