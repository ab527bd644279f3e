import { basename } from 'node:path';
import type { Plan } from '../../plan/plan.ts';
import { MiB } from '../../shared/quantity.ts';
import type { RecordingAnalysis } from '../document.ts';

/** Garbage that a healthy program of this kind may not have collected yet: growth up to here is no evidence of a leak. */
export interface Uncollected {
  readonly bytes: number;
  readonly what: string;
}

/** Three semi-spaces of 16 MiB, V8's default on 64 bit (memory ground truth, section 5.1): young objects pile up there before the first collection. */
export const nodeBytes = 48 * MiB;
/** HotSpot's default largest heap: half of a limit of 256Mi and less, 126 to 128 MiB up to 512Mi, a quarter above (measured on 17, section 5.1). All of it may be touched before anything is collected for good. */
const javaFlatBytes = 128 * MiB;
/** Allocators keep free lists and arenas of a few MiB; Go does not collect at all below 4 MiB (runtime, GOGC minimum heap). Twice that. */
const otherBytes = 8 * MiB;

function javaBytes(limitBytes: number): number {
  return Math.max(Math.min(limitBytes / 2, javaFlatBytes), limitBytes / 4);
}

/** Programs by name: of the plan's command, and of the processes that held memory. Node calls its main thread so from version 24 on. */
function programs(plan: Plan, recordings: readonly Pick<RecordingAnalysis, 'holders'>[]): Set<string> {
  const command = plan.workload.local?.command[0];
  return new Set([...(command === undefined ? [] : [basename(command)]), ...recordings.flatMap(({ holders }) => holders.map(({ comm }) => comm))]);
}

/** What the programs of a workload may hold without a leak, bytes. */
export function uncollectedGarbage(plan: Plan, recordings: readonly Pick<RecordingAnalysis, 'holders' | 'limitBytes'>[]): Uncollected {
  const names = programs(plan, recordings);
  if (names.has('java'))
    return { bytes: javaBytes(Math.max(...recordings.map(({ limitBytes }) => limitBytes))), what: 'a Java heap that has not been collected yet' };
  if (['node', 'nodejs', 'MainThread'].some((name) => names.has(name))) return { bytes: nodeBytes, what: 'a Node.js heap that has not been collected yet' };
  return { bytes: otherBytes, what: 'an allocator or a heap that has not been collected yet' };
}
