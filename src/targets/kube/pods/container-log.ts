import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pause } from '../watch-loop.ts';
import { StampedLines } from './stamped-lines.ts';

export interface OpenLog {
  readonly answer: IncomingMessage;
  /** The container had ended when it was asked for: what this connection tells is all there is. */
  readonly final: boolean;
}

export interface ContainerLogRequest {
  /** Asks for the log from a moment on; undefined where the container is no longer known. Rejects where the API server cannot be reached. */
  readonly open: (sinceTime: string | undefined) => Promise<OpenLog | undefined>;
  readonly signal: AbortSignal;
  readonly retryMs?: number;
}

const usualRetryMs = 1000;

/** Everything that one start of a container prints, in order and once, however often the connection breaks. */
export function containerLog(request: ContainerLogRequest): Readable {
  return Readable.from(pieces(request), { objectMode: false });
}

async function* pieces({ open, signal, retryMs = usualRetryMs }: ContainerLogRequest): AsyncGenerator<string> {
  const lines = new StampedLines();
  while (!signal.aborted) {
    try {
      const log = await open(lines.since);
      if (!log) return;
      const { answer, final } = log;
      const status = answer.statusCode ?? 0;
      if (status !== 200) answer.resume();
      // No longer there; a server that is only coming up fails, or denies everything, and is asked again.
      if (status === 400 || status === 404) return;
      if (status === 200) yield* told(answer, lines);
      if (status === 200 && final) return;
    } catch {
      // The API server is away, or went away: what it told so far is kept.
    }
    await pause(retryMs, signal);
  }
}

async function* told(answer: IncomingMessage, lines: StampedLines): AsyncGenerator<string> {
  answer.setEncoding('utf8');
  const open = lines.begin();
  if (open !== '') yield open;
  for await (const text of answer) {
    const fresh = lines.take(String(text));
    if (fresh !== '') yield fresh;
  }
}
