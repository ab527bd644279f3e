import { childOutgrew } from './hypotheses/child-outgrew.ts';
import { filling } from './hypotheses/filling.ts';
import { heapFollowsLimit } from './hypotheses/heap-follows-limit.ts';
import { heldWhenIdle } from './hypotheses/held-when-idle.ts';
import { leak } from './hypotheses/leak.ts';
import { limitTooLow } from './hypotheses/limit-too-low.ts';
import { load } from './hypotheses/load.ts';
import { nodePressure } from './hypotheses/node-pressure.ts';
import { notMemory } from './hypotheses/not-memory.ts';
import { pageCache } from './hypotheses/page-cache.ts';
import { payloadSize } from './hypotheses/payload-size.ts';
import { runtimeHeapCap } from './hypotheses/runtime-heap-cap.ts';
import { sidecar } from './hypotheses/sidecar.ts';
import { spike } from './hypotheses/spike.ts';
import { startupPeak } from './hypotheses/startup-peak.ts';
import { starvation } from './hypotheses/starvation.ts';
import { tmpfs } from './hypotheses/tmpfs.ts';
import type { Hypothesis } from './hypothesis.ts';

/**
 * In the order in which they are believed where several fit: what the kernel or the runtime names itself first, then what happens before or without any
 * load, then growth with time, then shapes of the peak, and the plain load last, because every one of the others also shows under load.
 */
export const hypotheses: readonly Hypothesis[] = [
  nodePressure,
  notMemory,
  runtimeHeapCap,
  sidecar,
  limitTooLow,
  startupPeak,
  childOutgrew,
  starvation,
  tmpfs,
  leak,
  pageCache,
  heapFollowsLimit,
  spike,
  filling,
  load,
  payloadSize,
  heldWhenIdle,
];
