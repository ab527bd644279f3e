import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { listRecordings, readRun } from '../run/run-directory.ts';
import { formatMemory } from '../shared/quantity.ts';
import { allTargets } from './compose.ts';
import { lookForRemains } from './look-for-remains.ts';
import type { Verb } from './program.ts';

interface RunRow {
  readonly runId: string;
  readonly scenario: string;
  readonly recordings: number;
  readonly status: string;
  readonly limitBytes: number | null;
}

/** One damaged run must not hide the others. */
function rowOf(runDir: string): RunRow {
  try {
    return readableRow(runDir);
  } catch {
    return { runId: basename(runDir), scenario: '', recordings: listRecordings(runDir).length, status: 'unreadable', limitBytes: null };
  }
}

function readableRow(runDir: string): RunRow {
  const run = readRun(runDir);
  const path = join(runDir, 'recommendation.json');
  const known = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as { status: string; containers: { memory: { limitBytes: number | null } }[] })
    : undefined;
  return {
    runId: run.runId,
    scenario: run.scenario,
    recordings: listRecordings(runDir).length,
    status: known?.status ?? 'unfinished',
    limitBytes: known?.containers[0]?.memory.limitBytes ?? null,
  };
}

/** `highwater ls`: the runs in the output folder, and what killed ones left on this machine. */
export const ls: Verb = async (context, _args, options) => {
  const out = resolve(context.cwd, options.out);
  const names = existsSync(out) ? readdirSync(out).sort() : [];
  const runs = names.filter((name) => existsSync(join(out, name, 'run.json'))).map((name) => rowOf(join(out, name)));
  const { found, unseen } = await lookForRemains(allTargets(context));
  const remains = found.flatMap((each) => each.remains);
  for (const { message } of unseen) context.stderr(`${message}\n`);
  if (options.json) {
    context.stdout(`${JSON.stringify({ kind: 'RunList', schemaVersion: 1, runs, remains })}\n`);
    return 0;
  }
  for (const run of runs)
    context.stdout(
      `${run.runId}  ${run.status.padEnd(10)}  ${run.limitBytes === null ? '-' : formatMemory(run.limitBytes)}  ${run.recordings} recordings  ${run.scenario}\n`,
    );
  if (runs.length === 0) context.stderr(`no runs in ${options.out}\n`);
  for (const remain of remains) context.stderr(`left behind: ${remain.what} (highwater clean removes it)\n`);
  return 0;
};
