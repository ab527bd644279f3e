import type { EventOf } from '../../recording/events.ts';
import type { Death } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import type { Instance } from './instances.ts';
import { endOf, podNameOf } from './pod-lookup.ts';

type Evidence = Death['evidence'][number];

/** Status of a container in the words of `kubectl`. */
function describeStatus({ container, restart, reason, exitCode, message, overwritten }: EventOf<'pod-status'>): string {
  const how = [reason ?? 'no reason', ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]), ...(message ? [message] : [])].join(', ');
  return `${container} (restart ${restart}): ${how}${overwritten ? '; seen only as last state of its successor' : ''}`;
}

/** What the API server says of the end. */
export function statusEvidence(facts: RecordingFacts, { podUid, containerId }: Instance): Evidence[] {
  const status = podUid !== undefined && containerId !== undefined ? endOf(facts, podUid, containerId) : undefined;
  return status ? [{ source: 'pod-status', text: describeStatus(status), tMs: status.t }] : [];
}

/** Reasons of events that tell who else may have ended a container (kubelet, events/event.go). */
const endingReasons: ReadonlySet<string> = new Set([
  'Killing',
  'Unhealthy',
  'Evicted',
  'Preempting',
  'FailedPreStopHook',
  'ExceededGracePeriod',
  'NodeNotReady',
  'TaintManagerEviction',
]);
/** A failed probe, a termination grace period and a late event all fit into this. */
const soonMs = 60_000;

/** What the cluster said about the pod shortly before the end. */
export function endingEvents(facts: RecordingFacts, { podUid, container, t }: Pick<Instance, 'podUid' | 'container' | 't'>): Evidence[] {
  if (podUid === undefined) return [];
  return facts.kubeEvents
    .filter(({ about, reason }) => about.uid === podUid && (about.container ?? container) === container && endingReasons.has(reason))
    .filter((event) => event.t <= t + 1000 && event.t > t - soonMs)
    .map((event) => ({ source: 'kube-event', text: `${event.reason}: ${event.message}`, tMs: event.t }));
}

/** Fields of a death that only a cluster has. */
export function podFields(facts: RecordingFacts, podUid: string | undefined, restart: number | undefined): Pick<Death, 'pod' | 'restart'> {
  if (podUid === undefined) return {};
  return { pod: podNameOf(facts, podUid) ?? podUid, ...(restart === undefined ? {} : { restart }) };
}
