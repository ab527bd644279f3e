import type { MessagePort } from 'node:worker_threads';
import type { RecordingEvent } from '../../../recording/events.ts';
import type { HoldersRequest, SamplerBatch, SamplerOptions } from '../../sampler/messages.ts';
import { preferThisThread } from '../../sampler/prefer-this-thread.ts';
import { monotonicNowMs, Sampler } from '../../sampler/sampler.ts';
import type { AgentCommand } from '../protocol.ts';
import { openCgroupTree } from './tree/cgroup-tree.ts';
import { PodFinder } from './tree/pod-finder.ts';

export interface ThreadOptions {
  readonly sampler: SamplerOptions;
  readonly cgroupRoot: string;
  readonly writable: boolean;
  /** Where pods are looked for, below the memory hierarchy; '' for all of it. */
  readonly searchBelow: string;
  readonly claimed: readonly string[];
  /** Phase that ran when another thread with the same session ended. */
  readonly phase: string | undefined;
}

/** A batch on its way to the main thread: as text, which is cheaper to hand over than objects and is what the spool keeps. */
export interface ThreadBatch {
  readonly json: string;
  /** Somebody waits for it. */
  readonly urgent: boolean;
  readonly holders: readonly HoldersRequest[];
  readonly stopped: boolean;
}

/** 0.01 ms is finer than any tick and short in text. */
export function nodeNowMs(): number {
  return Math.round(monotonicNowMs() * 100) / 100;
}

const isLimitNote = (event: RecordingEvent): boolean => event.kind === 'note' && event.code === 'limit-changed';

function packed({ events, killedIn, limits, settled, stopped, holders, killed }: SamplerBatch): ThreadBatch {
  const json = JSON.stringify({ events: events.filter((event) => !isLimitNote(event)), killedIn, limits, settled, stopped });
  const urgent = killed || settled.length > 0 || stopped || events.some(({ kind }) => kind === 'kernel-line');
  return { json, urgent, holders, stopped };
}

/** Runs in a thread of its own, so that neither requests nor a slow disk delay a tick. */
export function runSamplerThread(port: MessagePort, options: ThreadOptions): void {
  // Deep stacks of the EAGAIN that ends each read of the kernel log would be the dearest thing in a tick.
  Error.stackTraceLimit = 0;
  preferThisThread();
  const tree = openCgroupTree(options.cgroupRoot, options.writable);
  const finder = new PodFinder(tree, tree.memory + options.searchBelow, options.claimed, () => sampler.look());
  const sampler = new Sampler(options.sampler, (batch) => port.postMessage(packed(batch)), nodeNowMs, finder);
  port.on('message', (command: AgentCommand) => {
    if (command.type === 'claim') finder.claim(command.podUid);
    else if (command.type === 'forget') finder.forget(command.containerId);
    else sampler.handle(command);
    if (command.type !== 'stop') return;
    finder.close();
    port.close();
  });
  sampler.look();
  if (options.phase !== undefined) sampler.phase(options.phase);
  sampler.start();
}
