import type { DeployedWorkload } from '../../ports/target.ts';
import type { HighwaterError } from '../../shared/errors.ts';

/** A workload that could not even be tried: nothing runs, `ready` says why. */
export function failedDeploy(url: string, error: HighwaterError): DeployedWorkload {
  const ready = Promise.reject(error);
  ready.catch(() => undefined);
  return { url, ready, remove: () => Promise.resolve() };
}
