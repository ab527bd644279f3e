import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionRequest } from '../../protocol.ts';
import { nodeNowMs } from '../sampler-thread.ts';
import { Spool } from '../spool/spool.ts';
import { absenceText, lastEventMs } from './gap-text.ts';
import { AgentSession, type SessionParts } from './session.ts';
import { readSessionState, type SessionState, writeSessionState } from './session-file.ts';

export interface SessionsOptions {
  readonly dir: string;
  readonly maxSpoolBytes: number;
  readonly bootId: string;
  readonly startThread: SessionParts['startThread'];
  readonly readHolders: SessionParts['readHolders'];
}

/** A runner asks once a second, so one that has been silent for so long is dead; whoever comes later begins anew. */
const abandonedMs = 60 * 60_000;

/** The one session that an agent has at a time; a new one ends the one before. */
export class Sessions {
  readonly #options: SessionsOptions;
  #current: AgentSession | undefined;
  #spool: Spool | undefined;
  #askedMs = nodeNowMs();

  /** Goes on with the session that the agent before was in, if it was of the same boot. */
  constructor(options: SessionsOptions) {
    this.#options = options;
    const left = readSessionState(options.dir);
    if (left?.bootId === options.bootId) this.#begin({ ...left, starts: left.starts + 1 });
    else this.#clear();
  }

  get current(): AgentSession | undefined {
    return this.#current;
  }

  /** On disk, not fetched yet. */
  get spoolBytes(): number {
    return this.#spool?.bytes ?? 0;
  }

  /** Of that name, if it is the current one. */
  find(id: string): AgentSession | undefined {
    this.#askedMs = nodeNowMs();
    return this.#current?.request.id === id ? this.#current : undefined;
  }

  open(request: SessionRequest): AgentSession {
    const known = this.find(request.id);
    if (known) return known;
    this.end();
    const state = { request, bornMs: nodeNowMs(), claimed: [], phase: undefined, lastCommand: 0, starts: 1, lastMs: nodeNowMs(), bootId: this.#options.bootId };
    return this.#begin(state);
  }

  /** Ends a session that nobody asks for any more, so that a killed runner does not leave a sampler for ever. */
  endIfAbandoned(): void {
    if (this.#current && nodeNowMs() - this.#askedMs > abandonedMs) this.end();
  }

  /** Ends the session and removes what it left on disk. */
  end(): void {
    this.#current?.end();
    this.#current = undefined;
    this.#spool?.close();
    this.#spool = undefined;
    this.#clear();
  }

  #begin(state: SessionState): AgentSession {
    const { dir, maxSpoolBytes, startThread, readHolders } = this.#options;
    this.#spool = Spool.open(join(dir, 'batches'), maxSpoolBytes);
    if (state.starts > 1) this.#spool.append(absenceText(lastSeenMs(this.#spool, state), nodeNowMs(), state.request));
    const save = (newer: SessionState) => writeSessionState(dir, newer);
    this.#current = new AgentSession(state, { spool: this.#spool, startThread, save, readHolders });
    return this.#current;
  }

  #clear(): void {
    rmSync(join(this.#options.dir, 'batches'), { recursive: true, force: true });
    rmSync(join(this.#options.dir, 'session.json'), { force: true });
  }
}

/** The newest time that the agent before left: in its last lines, or, where those were fetched already, in its notes. */
function lastSeenMs(spool: Spool, { lastMs }: SessionState): number {
  const lines = spool
    .read(Math.max(spool.first, spool.next - 10), Number.POSITIVE_INFINITY)
    .toString()
    .split('\n')
    .filter(Boolean);
  return Math.max(lastMs, ...lines.map((line) => lastEventMs(line) ?? 0));
}
