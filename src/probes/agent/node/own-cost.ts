import type { EventOf } from '../../../recording/events.ts';
import { nodeNowMs } from './sampler-thread.ts';

/** CPU time of all threads since the agent's start, and its resident memory. */
export function ownCost(node: string, spoolBytes: number): EventOf<'agent'> {
  const { user, system } = process.cpuUsage();
  return { kind: 'agent', t: nodeNowMs(), node, cpuUs: user + system, rssBytes: process.memoryUsage.rss(), spoolBytes };
}
