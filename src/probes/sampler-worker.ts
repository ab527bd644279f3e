import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { SamplerCommand, SamplerOptions } from './sampler/messages.ts';
import { Sampler } from './sampler/sampler.ts';

/** Ahead of the workload and the load on a busy machine; the sampler itself needs less than one per cent of a core. */
const samplerNice = -10;

// Deep stacks of the EAGAIN that ends each read of the kernel log would be the dearest thing in a tick.
Error.stackTraceLimit = 0;
preferThisThread();
const port = parentPort;
if (port) {
  const sampler = new Sampler(workerData as SamplerOptions, (batch) => port.postMessage(batch));
  port.on('message', (command: SamplerCommand) => {
    sampler.handle(command);
    if (command.type === 'stop') port.close();
  });
  sampler.start();
}

/** Linux keeps a priority per thread. Without the right to raise it the sampler runs like any other thread, and late ticks show. */
function preferThisThread(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), samplerNice);
  } catch {
    // Not allowed: see above.
  }
}
