import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionRequest } from '../../protocol.ts';

/** What an agent that is started again needs to go on with a session. */
export interface SessionState {
  readonly request: SessionRequest;
  readonly bornMs: number;
  readonly claimed: readonly string[];
  readonly phase: string | undefined;
  /** Number of the last command that was done. */
  readonly lastCommand: number;
  /** How often an agent took the session up, from 1. */
  readonly starts: number;
  /** Time of the last batch, by the node's monotonic clock. */
  readonly lastMs: number;
  readonly bootId: string;
}

const name = 'session.json';

export function writeSessionState(dir: string, state: SessionState): void {
  const temporary = join(dir, `.${name}`);
  writeFileSync(temporary, JSON.stringify(state));
  renameSync(temporary, join(dir, name));
}

/** Undefined where there is none, or none that can be read: then a session begins anew. */
export function readSessionState(dir: string): SessionState | undefined {
  try {
    return JSON.parse(readFileSync(join(dir, name), 'utf8')) as SessionState;
  } catch {
    return undefined;
  }
}
