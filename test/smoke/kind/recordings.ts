import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EventOf, RecordingEvent } from '../../../src/recording/events.ts';
import { readRecording } from '../../../src/recording/reader.ts';

/** Events of every recording of a run, by kind. */
export function recordedIn(runDir: string) {
  const events: RecordingEvent[] = [];
  for (const name of readdirSync(join(runDir, 'recordings'))) readRecording(join(runDir, 'recordings', name), (event) => void events.push(event));
  return { of: <K extends RecordingEvent['kind']>(kind: K) => events.filter((event): event is EventOf<K> => event.kind === kind) };
}
