import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Probe, ProbeRequest } from '../ports/probe.ts';
import { HighwaterError } from '../shared/errors.ts';
import type { SamplerOptions } from './sampler/messages.ts';
import { WorkerSession } from './worker-session.ts';

/** Samples cgroups of this machine, v1 and v2, from a thread of its own, so that a busy main thread never delays a tick. */
export function createCgroupProbe(): Probe {
  return { id: 'cgroup', start: startSession };
}

/** Resolves when the sampler runs and the kernel log is subscribed. Rejects with `defect` when the thread cannot start. */
async function startSession(request: ProbeRequest): Promise<WorkerSession> {
  const options: SamplerOptions = {
    hz: request.hz,
    monotonicMs: request.monotonicMs,
    kernelLogPath: request.kernelLog === false ? undefined : (request.kernelLog ?? '/dev/kmsg'),
    procDir: '/proc',
  };
  // The worker lies beside this module, as source in development and compiled in the package.
  const script = new URL(`./sampler-worker${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(script, { workerData: options, execArgv: [], env: {} });
  const session = new WorkerSession(worker, request);
  await session.settled().catch((cause: unknown) => {
    throw new HighwaterError('defect', 'the cgroup sampler could not start', { cause });
  });
  return session;
}
