import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../run/make-folder.ts';
import { writeDocument } from '../../run/run-directory.ts';

/** `base/failure.json` of a run directory: why there is no base beside it, so that a gate asked again says the same. */
const schema = z.strictObject({ kind: z.literal('BaseFailure'), schemaVersion: z.literal(1), name: z.string(), why: z.string() });

const fileOf = (baseDir: string): string => join(baseDir, 'failure.json');

export function writeBaseFailure(baseDir: string, name: string, why: string): void {
  makeFolder(baseDir);
  writeDocument(fileOf(baseDir), { kind: 'BaseFailure', schemaVersion: 1, name, why });
}

/** Why the base of a run could not be had, in words; undefined where nothing went wrong. */
export function readBaseFailure(baseDir: string): string | undefined {
  const path = fileOf(baseDir);
  if (!existsSync(path)) return undefined;
  const { name, why } = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return `base ${name} could not be measured: ${why}`;
}
