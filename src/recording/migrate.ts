import { HighwaterError } from '../shared/errors.ts';
import { recordingSchemaVersion } from './manifest.ts';

type Json = Readonly<Record<string, unknown>>;

/** Brings the manifest and one event from a schema version to the next. An event may become several or none. */
export interface MigrationStep {
  manifest(manifest: Json): Json;
  event(event: Json): readonly Json[];
}

/** Step n leads from version n to n + 1. Old steps stay for ever: a recording is evidence. */
export const migrationSteps: Readonly<Record<number, MigrationStep>> = {};

export interface Migration {
  manifest(manifest: Json): Json;
  event(event: Json): readonly Json[];
  /** Nothing to do: the recording has the current version. */
  readonly identity: boolean;
}

/** The way from a version to the current one. Throws `recording-unreadable` for a newer version or a hole in the registry. */
export function migrationFrom(version: number, steps = migrationSteps, current = recordingSchemaVersion): Migration {
  if (version > current) {
    throw new HighwaterError('recording-unreadable', `recording has schema version ${version}, this highwater reads up to ${current}`, {
      hint: 'read it with the highwater that wrote it (toolVersion in its manifest.json), or a newer one',
    });
  }
  const chain: MigrationStep[] = [];
  for (let from = version; from < current; from++) {
    const step = steps[from];
    if (!step) throw new HighwaterError('recording-unreadable', `no way from recording schema version ${from} to ${from + 1}`);
    chain.push(step);
  }
  return {
    identity: chain.length === 0,
    manifest: (manifest) => ({ ...chain.reduce((value, step) => step.manifest(value), manifest), schemaVersion: current }),
    event: (event) => chain.reduce<readonly Json[]>((events, step) => events.flatMap((each) => step.event(each)), [event]),
  };
}
