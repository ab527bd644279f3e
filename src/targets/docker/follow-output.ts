import { PassThrough } from 'node:stream';
import type { WorkloadLog } from '../machine/workload-log.ts';
import type { Engine } from './engine.ts';

/** What a container prints, from its first byte on. */
export interface Output {
  /** Resolves once a line matches. Lines before the call count too. */
  matches(expression: RegExp): Promise<void>;
  /** Nothing more will come. */
  readonly silent: Promise<void>;
}

/** A line that never ends would be kept whole. */
const maxLineLength = 64 * 1024;

class Lines {
  readonly #seen: string[] = [];
  readonly #waiting: { readonly expression: RegExp; readonly resolve: () => void }[] = [];
  readonly #parts = new Map<PassThrough, string>();

  follow(stream: PassThrough): void {
    stream.on('data', (chunk: Buffer) => {
      const lines = `${this.#parts.get(stream) ?? ''}${chunk.toString()}`.split('\n');
      this.#parts.set(stream, (lines.pop() ?? '').slice(0, maxLineLength));
      for (const line of lines) this.#take(line);
    });
  }

  matches(expression: RegExp): Promise<void> {
    if (this.#seen.some((line) => expression.test(line))) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ expression, resolve });
    });
  }

  #take(line: string): void {
    for (const { expression, resolve } of this.#waiting) if (expression.test(line)) resolve();
    // Only what came before somebody asked has to be kept.
    if (this.#waiting.length === 0 && this.#seen.length < 10_000) this.#seen.push(line);
  }
}

/** Attaches to a container that was created and not started; `log` undefined: its output is only looked at. */
export async function followOutput({ docker }: Engine, id: string, log: WorkloadLog | undefined): Promise<Output> {
  const stream = await docker.getContainer(id).attach({ stream: true, stdout: true, stderr: true });
  const [out, err] = [new PassThrough(), new PassThrough()];
  const lines = new Lines();
  for (const each of [out, err]) {
    lines.follow(each);
    log?.follow(each);
  }
  docker.modem.demuxStream(stream, out, err);
  const silent = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error']) stream.on(event, () => resolve());
  });
  return { matches: (expression) => lines.matches(expression), silent };
}
