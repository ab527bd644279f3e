import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DeployRequest } from '../../ports/target.ts';
import type { RecordingEvent } from '../../recording/events.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { aborted } from './aborted.ts';
import type { KubeHost } from './host.ts';
import { KubeInstance } from './instance.ts';

/** What the cluster refuses it refuses the second time as well; that the workload does not come up is told by its measured start. */
function unlessNeverReady(error: unknown): void {
  if (!(error instanceof HighwaterError && error.code === 'workload-never-ready')) throw error;
}

/**
 * Starts the workload once and throws it away, only to see which files it uses up to readiness: the first measured start can then be as cold as any
 * later. Whether it gets ready does not matter here; the measured start tells. Throws what the cluster refuses. Ends early when the signal aborts.
 */
export async function scout(host: KubeHost, request: DeployRequest, signal: AbortSignal): Promise<void> {
  const folder = join(request.recordingDir, 'scout');
  mkdirSync(folder, { recursive: true });
  const { watchPod: _watchPod, ...rest } = request;
  const killed = Promise.withResolvers<void>();
  // A start that was killed for memory has read what it could; the measured one tells of it.
  const emit = (event: RecordingEvent) => {
    if (event.kind === 'pod-status' && event.reason === 'OOMKilled') killed.resolve();
  };
  const quiet: DeployRequest = { ...rest, recordingDir: folder, emit };
  const instance = new KubeInstance(host, quiet, async () => undefined);
  try {
    await Promise.race([instance.ready.catch(unlessNeverReady), killed.promise, aborted(signal)]);
  } finally {
    await instance.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
