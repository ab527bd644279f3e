import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from './plan.ts';

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** What a plan says and nothing acts upon, one sentence each: somebody who writes it believes in it. */
export function unusedParts(plan: Plan, scenarioDir: string): string[] {
  const folders = plan.workload.manifests.filter((name) => isFolder(join(scenarioDir, name)));
  return folders.map(
    (name) => `limit and request are read from files, not from the folder ${name}: name its files in workload.manifests, or set workload.limit`,
  );
}
