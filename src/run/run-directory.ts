import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { planSchema, type Variant } from '../plan/plan.ts';
import { HighwaterError } from '../shared/errors.ts';
import { makeFolder } from './make-folder.ts';

/** `run.json`: what a run directory belongs to, so that an interrupted run can go on. */
const runSchema = z.strictObject({
  kind: z.literal('Run'),
  schemaVersion: z.literal(1),
  toolVersion: z.string(),
  runId: z.string(),
  createdAt: z.iso.datetime(),
  /** As the user gave it, relative to the folder the command ran in. */
  scenario: z.string(),
  /** The same relative to the run directory, so that a run goes on from wherever it is asked to. */
  scenarioFromRun: z.string().optional(),
  target: z.string(),
  /** Of `--set`, without those that may hold a secret: they have to be given again. */
  assignments: z.array(z.string()),
  plan: planSchema,
  planDigest: z.string(),
  scriptDigest: z.string(),
  /** Absent in runs of older versions. */
  commandDigest: z.string().optional(),
  environmentDigest: z.string().optional(),
  looseLimitBytes: z.int().positive(),
  /** Why heap snapshots that were asked for were not taken. */
  heapNotTaken: z.string().optional(),
});

export type RunFile = z.infer<typeof runSchema>;

/** Writes through a temporary name, so that a reader never sees half a document. */
export function writeDocument(path: string, document: unknown): void {
  const temporary = `${path}.part`;
  writeFileSync(temporary, `${JSON.stringify(document, null, 2)}\n`);
  renameSync(temporary, path);
}

export function createRun(runDir: string, run: RunFile): void {
  makeFolder(join(runDir, 'recordings'));
  writeDocument(join(runDir, 'run.json'), run);
}

const damaged = 'highwater writes this file whole, so it was changed afterwards: take it from a copy, or measure again with `highwater run SCENARIO`';

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new HighwaterError('recording-unreadable', `${path}: ${(cause as Error).message}`, { hint: damaged, cause });
  }
}

/** `run.json` of a run directory. Throws `usage` where there is none, `recording-unreadable` where it cannot be read. */
export function readRun(runDir: string): RunFile {
  const path = join(runDir, 'run.json');
  if (!existsSync(path)) throw new HighwaterError('usage', `${runDir} is not a run directory: it has no run.json`, { hint: '`highwater ls` lists the runs' });
  const parsed = runSchema.safeParse(readJson(path));
  if (!parsed.success)
    throw new HighwaterError('recording-unreadable', `${path}: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`, {
      hint: damaged,
    });
  return parsed.data;
}

export function recordingName(variant: Variant): string {
  return `${String(variant.index).padStart(2, '0')}-${variant.purpose}`;
}

/**
 * Recording folders of a run, in the order they were made. One with events and no manifest lost it afterwards: it is listed, so that reading it fails
 * instead of judging the run without it. One with neither was never begun.
 */
export function listRecordings(runDir: string): string[] {
  const dir = join(runDir, 'recordings');
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => ['manifest.json', 'events.ndjson'].some((file) => existsSync(join(dir, name, file))))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    .map((name) => join(dir, name));
}
