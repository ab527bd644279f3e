import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { abandonedMs, type PrepareBody, tokenHeader } from '../protocol.ts';
import { InsideLoad, type InsideOptions } from './inside-load.ts';

/** A script with its data; more belongs into a volume. */
const maxBodyBytes = 64 * 2 ** 20;
const stopGraceMs = 5000;

class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxBodyBytes) throw new Refused(413, 'the body is too long');
    chunks.push(chunk as Buffer);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Record<string, unknown>;
}

function sameText(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The loads of this pod, one after the other. */
export class LoadDesk {
  readonly #options: InsideOptions;
  #load: InsideLoad | undefined;
  #askedMs = performance.now();

  constructor(options: InsideOptions) {
    this.#options = options;
  }

  /** Since a runner last asked, milliseconds. */
  get silentMs(): number {
    return performance.now() - this.#askedMs;
  }

  stopIfAbandoned(): void {
    if (this.silentMs > abandonedMs) void this.#load?.stop(stopGraceMs);
  }

  async close(): Promise<void> {
    await this.#load?.stop(0);
  }

  async answer(method: string, url: URL, body: () => Promise<Record<string, unknown>>): Promise<unknown> {
    this.#askedMs = performance.now();
    if (method === 'POST' && url.pathname === '/prepare') return this.#prepare((await body()) as unknown as PrepareBody);
    const load = this.#load;
    if (!load || load.id !== url.searchParams.get('id')) throw new Refused(404, 'no such load');
    const number = (name: string): number => Number(url.searchParams.get(name) ?? 0);
    if (url.pathname === '/state') return load.state(number('from'), number('waitMs'));
    if (url.pathname === '/log') return { log: await load.log() };
    if (method !== 'POST') throw new Refused(405, `${method} ${url.pathname} is not known`);
    if (url.pathname === '/release') return load.release() ?? {};
    if (url.pathname !== '/stop') throw new Refused(404, `${url.pathname} is not known`);
    void load.stop(number('graceMs'));
    return {};
  }

  /** The same again, after an answer that was lost, is the same load. */
  async #prepare(body: PrepareBody): Promise<unknown> {
    if (this.#load?.id === body.id) return {};
    const before = this.#load;
    this.#load = undefined;
    await before?.remove();
    this.#load = new InsideLoad(body, this.#options);
    return {};
  }
}

/** Serves a runner that knows the token, and to everybody else only that it is there. */
export function createLoadServer(token: string, desk: LoadDesk): Server {
  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://load');
    const send = (status: number, found: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}));
    if (url.pathname === '/healthz') return send(200, {});
    if (!sameText(String(request.headers[tokenHeader] ?? ''), token)) return send(403, { error: 'the token is missing or wrong' });
    desk
      .answer(request.method ?? 'GET', url, () => bodyOf(request))
      .then(
        (found) => send(200, found),
        (error: unknown) => send(error instanceof Refused ? error.status : 500, { error: (error as Error).message }),
      );
  });
}
