import { resolve } from 'node:path';
import { findOnPath, isProgram } from '../machine/tools.ts';

/** Absolute path of the workload's program: one with a slash counts from the scenario, a bare name is looked up on PATH. Undefined when there is none. */
export function programPath(name: string, scenarioDir: string, path: string): string | undefined {
  if (!name.includes('/')) return findOnPath(name, path);
  const absolute = resolve(scenarioDir, name);
  return isProgram(absolute) ? absolute : undefined;
}
