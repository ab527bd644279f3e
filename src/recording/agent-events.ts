import { z } from 'zod';

const t = z.number();

/** What sampling in the cluster costs itself: CPU time since the agent's start, resident memory, and samples not fetched yet. */
const agent = z.strictObject({ kind: z.literal('agent'), t, node: z.string(), cpuUs: z.number(), rssBytes: z.number(), spoolBytes: z.number() });

/**
 * Monotonic clock of a node less that of the runner, from round trips, with which times of that node were turned into event times.
 * `uncertaintyMs` 0: both run on the same kernel.
 */
const clockOffset = z.strictObject({ kind: z.literal('clock-offset'), t, node: z.string(), offsetMs: z.number(), uncertaintyMs: z.number() });

/** What an in-cluster agent says about itself. */
export const agentEvents = [agent, clockOffset] as const;
