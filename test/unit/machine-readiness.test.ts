import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../src/targets/machine/free-port.ts';
import { untilReady } from '../../src/targets/machine/readiness.ts';

let close: (() => void) | undefined;
afterEach(() => close?.());

async function answering(statuses: number[]): Promise<string> {
  const server = createServer((_request, response) => {
    response.statusCode = statuses.length > 1 ? (statuses.shift() as number) : (statuses[0] as number);
    response.end();
  }).listen(0, '127.0.0.1');
  close = () => server.close();
  await new Promise((done) => server.once('listening', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What the first attempt in vain found; the wait ends with it. */
async function firstMiss(url: string, path: string | undefined): Promise<string> {
  const stop = new AbortController();
  let found = '';
  const ready = await untilReady(url, path, stop.signal, (what) => {
    found ||= what;
    stop.abort();
  });
  expect(ready).toBe(false);
  return found;
}

describe('a workload that is not ready', () => {
  it('is said to answer with what it answers', async () => {
    const url = await answering([503]);
    expect(await firstMiss(url, '/healthz')).toBe(`GET ${url}/healthz answers 503, and 200 to 399 is awaited`);
  });

  it('is said not to answer, or not to listen, where nobody does', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    expect(await firstMiss(url, '/')).toBe(`GET ${url}/ gets no answer`);
    expect(await firstMiss(url, undefined)).toBe(`nothing accepts connections at ${url.slice('http://'.length)}`);
  });

  it('is waited for until it is', async () => {
    const url = await answering([503, 302]);
    const missed: string[] = [];
    expect(await untilReady(url, '/', new AbortController().signal, (what) => missed.push(what))).toBe(true);
    expect(missed).toHaveLength(1);
  });
});
