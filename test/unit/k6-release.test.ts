import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { unpause } from '../../src/loads/k6/status-api.ts';

let server: Server | undefined;
let asked = 0;

/** Answers from the `firstAnswer`-th request on, and leaves those before without one. */
async function listening(firstAnswer: number, status = 200): Promise<number> {
  asked = 0;
  server = createServer((_request, response) => {
    asked += 1;
    if (asked >= firstAnswer) response.writeHead(status).end('no');
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

test('a generator that is late to answer is asked again', async () => {
  await unpause(await listening(3), 100);
  // On a busy machine the answer to the third can be late as well.
  expect(asked).toBeGreaterThanOrEqual(3);
});

test('one that stays silent at every try is given up', async () => {
  await expect(unpause(await listening(9), 300, 3)).rejects.toThrow('did not answer within 300 ms');
  expect(asked).toBe(3);
});

test('a refusal is final', async () => {
  await expect(unpause(await listening(1, 400), 1000)).rejects.toThrow('HTTP 400');
  expect(asked).toBe(1);
});
