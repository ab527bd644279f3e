import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DeployRequest } from '../../ports/target.ts';
import { aborted } from './aborted.ts';
import type { KubeHost } from './host.ts';
import { KubeInstance } from './instance.ts';

/**
 * Starts the workload once and throws it away, only to see which files it uses up to readiness: the first measured start can then be as cold as any
 * later. Whether it gets ready does not matter here; the measured start tells. Ends early when the signal aborts.
 */
export async function scout(host: KubeHost, request: DeployRequest, signal: AbortSignal): Promise<void> {
  const folder = join(request.recordingDir, 'scout');
  mkdirSync(folder, { recursive: true });
  const { watchPod: _watchPod, ...rest } = request;
  const quiet: DeployRequest = { ...rest, recordingDir: folder, emit: () => undefined };
  const instance = new KubeInstance(host, quiet, async () => undefined);
  try {
    await Promise.race([instance.ready.catch(() => undefined), aborted(signal)]);
  } finally {
    await instance.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}
