import { Worker } from 'node:worker_threads';
import type { ThreadBatch, ThreadOptions } from '../sampler-thread.ts';
import type { SamplerThread } from './session.ts';

/** Numbers of cgroups begin anew at each start of the agent, far from those of the one before. */
const cgsPerStart = 1_000_000;

export function firstCgOf(starts: number): number {
  return 1 + (starts - 1) * cgsPerStart;
}

/** Starts the sampler in a thread of the same script. A sampler that dies takes the agent with it, which is then started again and says what was missed. */
export function startSamplerThread(script: string, options: ThreadOptions, onBatch: (batch: ThreadBatch) => void): SamplerThread {
  const worker = new Worker(script, { workerData: options, execArgv: [], env: {} });
  worker.on('message', onBatch);
  worker.on('error', (error) => {
    throw error;
  });
  return { command: (command) => worker.postMessage(command), kill: () => void worker.terminate() };
}
