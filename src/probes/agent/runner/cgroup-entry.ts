import type { EventOf, RecordingEvent } from '../../../recording/events.ts';

/** One cgroup that an agent told of: what of it waits for a name, then the number it has in the recording. */
export interface CgroupEntry {
  announced: EventOf<'cgroup'>;
  /** Undefined until it is written down. */
  cg: number | undefined;
  /** Its events until then. */
  held: RecordingEvent[];
  dropped: boolean;
  /** Something was killed in it before anybody knew whose it is. */
  killed: boolean;
}

/** Whoever makes a cgroup writes its limit a moment later: until then an announcement without one is not the last word. */
const limitWithinMs = 500;

/** Whether the limit of the announcement is the one that the container was given. */
export function isLimitKnown({ announced, held }: CgroupEntry): boolean {
  const last = held.at(-1);
  return announced.limitBytes !== null || (last !== undefined && (last.kind === 'cgroup-gone' || last.t >= announced.t + limitWithinMs));
}

export const isContainer = ({ announced }: CgroupEntry): boolean => announced.role !== 'ancestor';

/** A cgroup's event under another number. */
export function renumbered(event: RecordingEvent, cg: number): RecordingEvent {
  return 'cg' in event ? { ...event, cg } : event;
}
