import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilReady } from '../machine/readiness.ts';
import { usedFilesOf } from '../machine/used-files.ts';
import { WorkloadLog } from '../machine/workload-log.ts';
import { createParent } from './hand-down.ts';
import { localWorkload } from './local-plan.ts';
import { removeCgroup } from './remove-cgroup.ts';
import { createStart, type InstanceSpec, launchSpec, workloadUrl } from './start-factory.ts';

/** A program that starts others is looked at while it does so: what it maps may be gone when the last one is ready. */
const lookMs = 200;

/**
 * Starts the workload once and throws it away, only to see which files it uses up to readiness: the first measured start can then be as cold as any later.
 * Whether it gets ready does not matter here; the measured start tells. Ends early when the signal aborts.
 */
export async function scout(spec: InstanceSpec, signal: AbortSignal): Promise<void> {
  const { host, request, port } = spec;
  const { ready, readyTimeoutMs } = localWorkload(request.plan);
  createParent(spec.cgroup);
  const start = createStart(spec, 0);
  const log = new WorkloadLog(join(host.folder, 'scout.log'), []);
  const over = new AbortController();
  const stop = AbortSignal.any([over.signal, signal]);
  try {
    const main = await start.launch(launchSpec(spec, start, []), request.scenarioDir, log);
    const pause = (ms: number) => sleep(ms, undefined, { signal: stop }).catch(() => undefined);
    let looking = true;
    const enough = Promise.race([untilReady(workloadUrl(request, port), ready, stop), main.ended, pause(readyTimeoutMs)]).then(() => {
      looking = false;
    });
    while (looking) {
      host.coldCache.learn(usedFilesOf(start.processes));
      await Promise.race([enough, pause(lookMs)]);
    }
    host.coldCache.learn(usedFilesOf(start.processes));
  } finally {
    over.abort();
    await start.kill();
    await start.remove();
    await removeCgroup(spec.cgroup);
    await log.close();
  }
}
