import { cacheMattered } from './cache-mattered.ts';
import { childKill } from './child-kill.ts';
import { droppedIterations } from './dropped-iterations.ts';
import { forgottenHelper } from './forgotten-helper.ts';
import { generatorSaturated } from './generator-saturated.ts';
import { leak } from './leak.ts';
import { leakOutsideHeap } from './leak-outside-heap.ts';
import { limitlessSibling } from './limitless-sibling.ts';
import { missedSamples } from './missed-samples.ts';
import { nodeDisturbed } from './node-disturbed.ts';
import { podLimit } from './pod-limit.ts';
import type { Rule } from './rule.ts';
import { runTooShort } from './run-too-short.ts';
import { runtimeMismatch } from './runtime-mismatch.ts';
import { samplingMissedSpike } from './sampling-missed-spike.ts';
import { sharedFileCharge } from './shared-file-charge.ts';
import { sidecarKilled } from './sidecar-killed.ts';
import { staleOomkilled } from './stale-oomkilled.ts';
import { startupPeakDominates } from './startup-peak-dominates.ts';
import { starvation } from './starvation.ts';
import { throttledCpu } from './throttled-cpu.ts';
import { tooFewRecordings } from './too-few-recordings.ts';
import { unexplainedExit } from './unexplained-exit.ts';
import { watermarkNotReset } from './watermark-not-reset.ts';

/** All rules by name; a test compares the list with the folder. */
export const rules: readonly Rule[] = [
  cacheMattered,
  childKill,
  droppedIterations,
  forgottenHelper,
  generatorSaturated,
  leak,
  leakOutsideHeap,
  limitlessSibling,
  missedSamples,
  nodeDisturbed,
  podLimit,
  runTooShort,
  runtimeMismatch,
  samplingMissedSpike,
  sharedFileCharge,
  sidecarKilled,
  staleOomkilled,
  startupPeakDominates,
  starvation,
  throttledCpu,
  tooFewRecordings,
  unexplainedExit,
  watermarkNotReset,
];
