import { parentPort, workerData } from 'node:worker_threads';
import type { SamplerCommand, SamplerOptions } from './sampler/messages.ts';
import { preferThisThread } from './sampler/prefer-this-thread.ts';
import { Sampler } from './sampler/sampler.ts';

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
