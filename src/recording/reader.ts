import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HighwaterError } from '../shared/errors.ts';
import type { RecordingEvent } from './events.ts';
import type { RecordingManifest } from './manifest.ts';
import type { Migration } from './migrate.ts';
import { eventOf } from './reader-event.ts';
import { frequentEventOf } from './reader-fast.ts';
import { readLines, type VisitLine } from './reader-lines.ts';
import { readManifestAndMigration } from './reader-manifest.ts';

export { readManifest } from './reader-manifest.ts';

export interface ReadResult {
  readonly manifest: RecordingManifest;
  /** An `end` event was there: the recording was closed in order. */
  readonly ended: boolean;
  /** The last line was cut off and left out. */
  readonly tornLine: boolean;
}

/**
 * Streams the events of a recording in file order. One unreadable last line is what a killed writer leaves and is left out; an unreadable
 * line with others after it is damage and throws `recording-unreadable` with file and line.
 */
export function readRecording(dir: string, visit: (event: RecordingEvent) => void): ReadResult {
  const { manifest, migration } = readManifestAndMigration(dir);
  const file = join(dir, 'events.ndjson');
  let ended = false;
  let lineNumber = 0;
  let bad: { line: number; problem: string } | undefined;
  const readLine: VisitLine = (bytes, from, to) => {
    lineNumber++;
    if (bad) throw damaged(file, bad.line, bad.problem);
    const frequent = migration.identity ? frequentEventOf(bytes, from, to) : undefined;
    if (frequent) return visit(frequent);
    const result = eventsOfLine(bytes.toString('utf8', from, to), migration);
    if (typeof result === 'string') bad = { line: lineNumber, problem: result };
    else
      for (const event of result) {
        if (event.kind === 'end') ended = true;
        visit(event);
      }
  };
  // A runner that is killed between manifest and first event leaves no file.
  if (existsSync(file)) readLines(file, readLine);
  return { manifest, ended, tornLine: bad !== undefined };
}

/** The events of a line, or what is wrong with it. */
function eventsOfLine(line: string, migration: Migration): RecordingEvent[] | string {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch (error) {
    return (error as Error).message;
  }
  const events: RecordingEvent[] = [];
  for (const each of migration.identity ? [raw] : migration.event(raw as Record<string, unknown>)) {
    const result = eventOf(each);
    if ('problem' in result) return result.problem;
    events.push(result.value);
  }
  return events;
}

function damaged(file: string, line: number, problem: string): HighwaterError {
  return new HighwaterError('recording-unreadable', `${file}:${line}: ${problem}`, {
    hint: 'lines after this one are whole, so the file was changed after it was written: take it from a copy, or cut it before this line',
  });
}
