import type { RecordingEvent } from '../recording/events.ts';

/** Where the measuring half puts facts. Never throws: a full disk is reported by the recording's own lifetime. */
export type EventSink = (event: RecordingEvent) => void;

/** Milliseconds since the recording's anchor, from the monotonic clock shared by all threads and processes of the machine. */
export type Clock = () => number;
