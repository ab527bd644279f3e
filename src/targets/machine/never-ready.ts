import type { WorkloadExit } from '../../ports/target.ts';
import { HighwaterError } from '../../shared/errors.ts';
import type { WorkloadLog } from './workload-log.ts';

export function describeExit(exit: WorkloadExit): string {
  return exit.signal === null ? `exited with code ${exit.exitCode}` : `was ended by ${exit.signal}`;
}

/** Code 0 is how a server ends that leaves a child behind in the background, where nothing would start it again. */
export function endedBeforeReady(exit: WorkloadExit): string {
  const background = exit.exitCode === 0 ? '; a program that goes on in the background must be told to stay in the foreground' : '';
  return `${describeExit(exit)} before it was ready${background}`;
}

/** `workload-never-ready` with what happened and the last lines that the workload printed. `section`: where in the plan the workload stands. */
export function neverReady(what: string, log: WorkloadLog | undefined, section = 'workload.local'): HighwaterError {
  const lines = log?.tail() ?? [];
  const shown = lines.length > 0 ? `; its last lines:\n${lines.map((line) => `  ${line}`).join('\n')}` : log ? '; it printed nothing' : '';
  return new HighwaterError('workload-never-ready', `the workload ${what}${shown}`, {
    hint: log ? `all of its output: ${log.path}` : `see ${section} in the plan`,
  });
}
