import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Baseline, baselineSchema } from '../gate/baseline/document.ts';
import { HighwaterError } from '../shared/errors.ts';

export const baselineName = 'baseline.json';

export const baselinePath = (scenarioDir: string): string => join(scenarioDir, baselineName);

/** The baseline in a file. Throws `usage` where there is none, `recording-unreadable` where it cannot be read. */
export function readBaseline(path: string): Baseline {
  if (!existsSync(path)) throw new HighwaterError('usage', `${path}: no such baseline`, { hint: 'make one with: highwater baseline accept RUN' });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new HighwaterError('recording-unreadable', `${path}: ${(cause as Error).message}`, { hint: restore, cause });
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version > 1)
    throw new HighwaterError('recording-unreadable', `${path} was written by a newer version of highwater (format ${version})`, { hint: 'use that version' });
  const parsed = baselineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HighwaterError('recording-unreadable', `${path}: ${issue?.path.join('.')}: ${issue?.message}`, { hint: restore });
}

const restore = 'restore the file from version control, or accept a run anew: highwater baseline accept RUN';
