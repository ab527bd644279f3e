import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HighwaterError } from '../shared/errors.ts';
import { type RecordingManifest, recordingKind, recordingManifestSchema } from './manifest.ts';
import { type Migration, migrationFrom } from './migrate.ts';
import { parseLoosely } from './reader-loose.ts';

function unreadable(file: string, problem: string, cause?: unknown): HighwaterError {
  return new HighwaterError('recording-unreadable', `${file}: ${problem}`, {
    hint: 'name a directory that holds manifest.json and events.ndjson, as `highwater record` writes them',
    ...(cause === undefined ? {} : { cause }),
  });
}

function readJson(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw unreadable(file, (cause as Error).message, cause);
  }
}

/** The manifest in the current schema version, and the way its events have to take. Throws `recording-unreadable`. */
export function readManifestAndMigration(dir: string): { manifest: RecordingManifest; migration: Migration } {
  const file = join(dir, 'manifest.json');
  const raw = readJson(file);
  if (raw?.kind !== recordingKind || typeof raw.schemaVersion !== 'number') throw unreadable(file, `not a manifest of kind ${recordingKind}`);
  const migration = migrationFrom(raw.schemaVersion);
  const result = parseLoosely(recordingManifestSchema, migration.manifest(raw));
  if ('problem' in result) throw unreadable(file, result.problem);
  return { manifest: result.value, migration };
}

/** `manifest.json` of a recording, migrated to the current schema version. Throws `recording-unreadable`. */
export function readManifest(dir: string): RecordingManifest {
  return readManifestAndMigration(dir).manifest;
}
