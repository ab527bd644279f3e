import type { Plan } from '../../plan/plan.ts';
import { formatMemory, MiB } from '../../shared/quantity.ts';
import type { RecordingAnalysis } from '../document.ts';
import type { Action } from './document.ts';

/** `deployment/checkout`, or a word in capitals where the plan names no object. */
export function objectOf({ workload: { ref } }: Plan): string {
  const [kind, name] = (ref ?? '').split('/');
  return kind && name ? `${kind.toLowerCase()}/${name}` : 'deployment/NAME';
}

/** The command that sets the memory limit of the sized container, on a whole MiB. */
export function setLimit(plan: Plan, bytes: number): string {
  return `kubectl set resources ${objectOf(plan)} -c ${plan.workload.container} --limits=memory=${formatMemory(Math.ceil(bytes / MiB) * MiB)}`;
}

/** What an action that raises the limit says of it; no command where no peak is known. */
export function raiseLimit(plan: Plan, bytes: number | undefined): Pick<Action, 'command' | 'setsLimitBytes'> {
  return bytes === undefined ? { command: null } : { command: setLimit(plan, bytes), setsLimitBytes: Math.ceil(bytes / MiB) * MiB };
}

const runtimes: readonly { readonly names: readonly string[]; readonly command: (plan: Plan) => string }[] = [
  { names: ['node', 'nodejs', 'MainThread'], command: (plan) => `kubectl set env ${objectOf(plan)} NODE_OPTIONS=--heapsnapshot-signal=SIGUSR2` },
  { names: ['java'], command: (plan) => `kubectl exec ${objectOf(plan)} -c ${plan.workload.container} -- jcmd 1 GC.class_histogram` },
  { names: ['python', 'python3', 'gunicorn', 'uvicorn'], command: (plan) => `kubectl exec ${objectOf(plan)} -c ${plan.workload.container} -- memray attach 1` },
  { names: ['dotnet'], command: (plan) => `kubectl exec ${objectOf(plan)} -c ${plan.workload.container} -- dotnet-gcdump collect -p 1` },
];

/** How to see what the heap holds, by the names of the processes (memory ground truth, section 5); a table of the process's own pages where none is known. */
export function heapDump(plan: Plan, recordings: readonly Pick<RecordingAnalysis, 'holders'>[]): string {
  const names = new Set(recordings.flatMap(({ holders }) => holders.map(({ comm }) => comm)));
  const known = runtimes.find((runtime) => runtime.names.some((name) => names.has(name)));
  return known?.command(plan) ?? `kubectl exec ${objectOf(plan)} -c ${plan.workload.container} -- cat /proc/1/smaps_rollup`;
}
