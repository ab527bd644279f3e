import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EventOf, RecordingEvent } from '../../../src/recording/events.ts';
import { readRecording } from '../../../src/recording/reader.ts';

export interface Recorded {
  readonly events: readonly RecordingEvent[];
  readonly of: <K extends RecordingEvent['kind']>(kind: K) => EventOf<K>[];
}

/** Every event of every recording of a run. */
export function recordedIn(runDir: string): Recorded {
  const events: RecordingEvent[] = [];
  for (const name of readdirSync(join(runDir, 'recordings'))) readRecording(join(runDir, 'recordings', name), (event) => void events.push(event));
  return { events, of: <K extends RecordingEvent['kind']>(kind: K) => events.filter((event): event is EventOf<K> => event.kind === kind) };
}
