import { eventSchema, type RecordingEvent } from './events.ts';
import { type LooseResult, parseLoosely } from './reader-loose.ts';

type Json = Readonly<Record<string, unknown>>;

function isNumberArray(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}

const loadNumbers = ['iterations', 'dropped', 'requests', 'failedRequests', 'checks', 'failedChecks', 'iterationMsSum'] as const;

function isLoad(event: Json): boolean {
  const { latency } = event;
  if (typeof event.level !== 'string' || typeof latency !== 'object' || latency === null) return false;
  for (const count of Object.values(latency)) if (typeof count !== 'number') return false;
  return loadNumbers.every((name) => typeof event[name] === 'number');
}

/**
 * The numbers that events of these kinds must have. They come many times a second and a full schema check of each would take longer than
 * all judging together; everything rarer goes through the schema.
 */
const frequentKinds: Readonly<Record<string, (event: Json) => boolean>> = {
  sample: (event) => typeof event.cg === 'number' && isNumberArray(event.v),
  cpu: (event) => typeof event.cg === 'number' && typeof event.usageUs === 'number',
  pressure: (event) => typeof event.scope === 'string' && typeof event.resource === 'string' && typeof event.someUs === 'number',
  load: isLoad,
  'host-cpu': (event) => typeof event.busyUs === 'number' && typeof event.totalUs === 'number',
  ticks: (event) => typeof event.due === 'number' && typeof event.late === 'number' && typeof event.missed === 'number',
};

/** One parsed JSON value as an event of the current schema version. */
export function eventOf(raw: unknown): LooseResult<RecordingEvent> {
  if (typeof raw !== 'object' || raw === null) return { problem: 'not an object' };
  const event = raw as Json;
  const check = frequentKinds[event.kind as string];
  if (check === undefined) return parseLoosely(eventSchema, raw);
  return typeof event.t === 'number' && check(event) ? { value: raw as RecordingEvent } : parseLoosely(eventSchema, raw);
}
