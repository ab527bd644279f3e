import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EventOf, RecordingEvent } from '../../../src/recording/events.ts';
import { readRecording } from '../../../src/recording/reader.ts';

/** Events of each recording of a run. */
export function eachRecordedIn(runDir: string): RecordingEvent[][] {
  return readdirSync(join(runDir, 'recordings')).map((name) => {
    const events: RecordingEvent[] = [];
    readRecording(join(runDir, 'recordings', name), (event) => void events.push(event));
    return events;
  });
}

/** Events of all recordings of a run, by kind. */
export function recordedIn(runDir: string) {
  const events = eachRecordedIn(runDir).flat();
  return { of: <K extends RecordingEvent['kind']>(kind: K) => events.filter((event): event is EventOf<K> => event.kind === kind) };
}
