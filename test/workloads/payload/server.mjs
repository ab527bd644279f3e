// Every request body is expanded EXPANSION times, one body at a time, held for HOLD_MS and given back: the largest body sets the memory.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const expansion = Number(process.env.EXPANSION ?? 64);
const holdMs = Number(process.env.HOLD_MS ?? 20);
let previous = Promise.resolve();

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

async function expand(bytes) {
  const held = { buffer: Buffer.alloc(bytes * expansion, 1) };
  await sleep(holdMs);
  held.buffer = undefined;
  // At once: mebibytes outside V8's heap do not hurry its collector.
  globalThis.gc?.();
}

const server = createServer(async (request, response) => {
  if (request.url === '/healthz') return response.end('ok\n');
  const { length } = await bodyOf(request);
  previous = previous.then(() => expand(length));
  await previous;
  response.end(`${length}\n`);
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
