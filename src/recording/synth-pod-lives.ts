import type { RecordingEvent } from './events.ts';
import { deletionEvents, evictionEvents, pressureEvents } from './synth-pod-node.ts';
import { syntheticContainerId } from './synth-pod-paths.ts';
import type { SyntheticContainer, SyntheticPodDeath, SyntheticPodSpec } from './synth-pod-spec.ts';
import { endEvents, killEvents, startEvents } from './synth-pod-told.ts';

/** One start of a container, from its cgroup to the end of it. */
export interface SyntheticStart {
  readonly container: SyntheticContainer;
  readonly index: number;
  readonly restart: number;
  readonly containerId: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** What ended it; undefined: it lived on, or was an init container that had done its work. */
  readonly endedBy: SyntheticPodDeath | undefined;
}

const restartMs = 1000;

/** Which starts of which containers there were, and everything but memory that is recorded about them. */
export function podLives(spec: SyntheticPodSpec): { readonly starts: readonly SyntheticStart[]; readonly events: readonly RecordingEvent[] } {
  const starts = spec.containers.flatMap((container, index) => startsOf(spec, container, index));
  const kills = (spec.deaths ?? []).filter(({ what }) => what !== 'end');
  const events = starts.flatMap((start) => [...startEvents(spec, start), ...endEvents(spec, start)]);
  const killed = kills.flatMap((death, seq) => killEvents(spec, startAt(starts, death), death, seq));
  return { starts, events: [...events, ...killed, ...pressureEvents(spec), ...evictionEvents(spec), ...deletionEvents(spec, starts)] };
}

function startsOf(spec: SyntheticPodSpec, container: SyntheticContainer, index: number): SyntheticStart[] {
  const ends = (spec.deaths ?? []).filter((death) => death.container === container.name && death.what !== 'child').sort((a, b) => a.atMs - b.atMs);
  const lastMs = Math.min(container.endsAtMs ?? spec.durationMs, spec.evictedAtMs ?? spec.durationMs);
  const starts: SyntheticStart[] = [];
  let fromMs = 100 + index;
  for (const [restart, endedBy] of [...ends, undefined].entries()) {
    if (fromMs >= lastMs) break;
    const toMs = endedBy?.atMs ?? lastMs;
    starts.push({ container, index, restart, containerId: syntheticContainerId(index, restart), fromMs, toMs, endedBy });
    fromMs = toMs + restartMs;
  }
  return starts;
}

function startAt(starts: readonly SyntheticStart[], { container, atMs }: SyntheticPodDeath): SyntheticStart {
  const start = starts.find((each) => each.container.name === container && each.fromMs <= atMs && atMs <= each.toMs);
  if (!start) throw new Error(`no ${container} at ${atMs} ms`);
  return start;
}
