import type { Plan } from '../../plan/plan.ts';
import type { MemoryFlag, RuntimeName } from '../../plan/runtime/runtime-settings.ts';
import type { RecordingAnalysis } from '../document.ts';

/** What runs, and the memory settings that are in force, by name. */
export interface Runtime {
  readonly name: RuntimeName;
  readonly from: string;
  /** The one that wins of each setting: the command before options before variables. */
  readonly flags: ReadonlyMap<MemoryFlag['flag'], MemoryFlag>;
}

/** Processes by the name that the kernel keeps. Node calls its main thread so from version 24 on. */
const processNames: readonly (readonly [RegExp, RuntimeName])[] = [
  [/^(node|nodejs|MainThread)$/, 'node'],
  [/^java$/, 'java'],
  [/^(python[\d.]*|gunicorn.*|uwsgi|celery)$/, 'python'],
  [/^dotnet$/, 'dotnet'],
];

function byProcesses(recordings: readonly Pick<RecordingAnalysis, 'holders'>[]): { readonly name: RuntimeName; readonly from: string } | undefined {
  for (const { holders } of recordings)
    for (const { comm } of holders) {
      const name = processNames.find(([pattern]) => pattern.test(comm))?.[1];
      if (name !== undefined) return { name, from: `the process ${comm}` };
    }
  return undefined;
}

/** The runtime of the workload by its plan, else by the processes that held memory; undefined where neither tells. */
export function runtimeOf(plan: Plan, recordings: readonly Pick<RecordingAnalysis, 'holders'>[]): Runtime | undefined {
  const stated = plan.workload.runtime;
  const flags = new Map((stated?.flags ?? []).map((flag) => [flag.flag, flag] as const));
  if (stated?.name) return { name: stated.name, from: stated.from, flags };
  const found = byProcesses(recordings);
  return found && { ...found, flags };
}
