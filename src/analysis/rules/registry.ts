import { childKill } from './child-kill.ts';
import { droppedIterations } from './dropped-iterations.ts';
import { forgottenHelper } from './forgotten-helper.ts';
import { leak } from './leak.ts';
import type { Rule } from './rule.ts';
import { runtimeMismatch } from './runtime-mismatch.ts';
import { samplingMissedSpike } from './sampling-missed-spike.ts';
import { startupPeakDominates } from './startup-peak-dominates.ts';
import { starvation } from './starvation.ts';
import { throttledCpu } from './throttled-cpu.ts';
import { unexplainedExit } from './unexplained-exit.ts';

/** All rules by name; a test compares the list with the folder. */
export const rules: readonly Rule[] = [
  childKill,
  droppedIterations,
  forgottenHelper,
  leak,
  runtimeMismatch,
  samplingMissedSpike,
  startupPeakDominates,
  starvation,
  throttledCpu,
  unexplainedExit,
];
