import { HighwaterError } from '../../shared/errors.ts';
import { failureInWords } from './failures.ts';

/** `target-failed` for a cluster that was not heard for so long that the measurement is over. */
export function clusterGone(forMs: number, cause: Error): HighwaterError {
  return new HighwaterError('target-failed', `the cluster stopped answering ${Math.round(forMs / 1000)} s ago: ${failureInWords(cause)}`, {
    hint: 'look at its nodes; once it answers: highwater clean, then go on with highwater run --resume RUN',
    cause,
  });
}

/** `target-failed` for a namespace that somebody else deleted. */
export function namespaceGone(namespace: string): HighwaterError {
  return new HighwaterError('target-failed', `somebody deleted the namespace ${namespace} of this run`, {
    hint: 'go on with highwater run --resume RUN, in a namespace anew',
  });
}
