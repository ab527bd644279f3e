import type { EventOf } from '../../recording/events.ts';

/** Everything that the API server said about one pod, in order of time. */
export interface PodFacts {
  readonly podUid: string;
  /** As it was last; undefined where only its containers were heard of. */
  readonly spec: EventOf<'pod'> | undefined;
  readonly phases: readonly EventOf<'pod-phase'>[];
  readonly statuses: readonly EventOf<'pod-status'>[];
}

export function podFacts(
  specs: readonly EventOf<'pod'>[],
  phases: readonly EventOf<'pod-phase'>[],
  statuses: readonly EventOf<'pod-status'>[],
): ReadonlyMap<string, PodFacts> {
  const uids = new Set([...specs, ...phases, ...statuses].map(({ podUid }) => podUid));
  const of = <T extends { readonly podUid: string }>(events: readonly T[]) => Map.groupBy(events, ({ podUid }) => podUid);
  const [specsOf, phasesOf, statusesOf] = [of(specs), of(phases), of(statuses)];
  return new Map(
    [...uids].map((podUid) => [
      podUid,
      { podUid, spec: specsOf.get(podUid)?.at(-1), phases: phasesOf.get(podUid) ?? [], statuses: statusesOf.get(podUid) ?? [] },
    ]),
  );
}
