import { realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { filesBelow } from '../../machine/files-below.ts';

/** A scenario with more files than this carries something that is not its own (a repository, a data set); what of it matters stands in `files`. */
export const maxFiles = 2000;

function expand(path: string, limit: number): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return filesBelow(realpathSync(path), limit);
  return stat?.isFile() ? [realpathSync(path)] : [];
}

export interface ScenarioFiles {
  readonly scenarioDir: string;
  readonly program: string;
  /** Arguments of the command; those that name files are scripts, archives or data. */
  readonly args: readonly string[];
  /** `workload.local.files`. */
  readonly files: readonly string[];
}

/** Files that the workload will read as far as can be told before it ran: program, file arguments, `files`, and the scenario itself. */
export function scenarioFiles({ scenarioDir, program, args, files }: ScenarioFiles): string[] {
  const named = [program, ...args].map((path) => resolve(scenarioDir, path)).filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  const listed = files.flatMap((path) => expand(resolve(scenarioDir, path), Number.POSITIVE_INFINITY));
  return [...new Set([...named.map((path) => realpathSync(path)), ...listed, ...expand(scenarioDir, maxFiles)])];
}
