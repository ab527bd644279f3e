import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPackageDefinition, Server, ServerCredentials, type ServiceDefinition, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { discard, drive, total } from './k6-harness.ts';

const proto = `syntax = "proto3";
package basket;
service Basket { rpc Price (Item) returns (Total) {} }
message Item { int32 amount = 1; }
message Total { int32 cents = 1; }
`;

async function grpcServer(): Promise<{ readonly server: Server; readonly url: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'highwater-proto-'));
  await writeFile(join(dir, 'basket.proto'), proto);
  const loaded = loadPackageDefinition(loadSync('basket.proto', { includeDirs: [dir] })) as unknown as { basket: { Basket: { service: ServiceDefinition } } };
  await rm(dir, { recursive: true });
  const server = new Server();
  let calls = 0;
  server.addService(loaded.basket.Basket.service, {
    // Every fourth is refused.
    Price: (call: { request: { amount: number } }, answer: (error: { code: number } | null, value?: unknown) => void) =>
      ++calls % 4 === 0 ? answer({ code: status.UNAVAILABLE }) : answer(null, { cents: call.request.amount * 100 }),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
  );
  return { server, url: `127.0.0.1:${port}` };
}

test('gRPC: calls, refusals and their durations are counted', async () => {
  const { server, url } = await grpcServer();
  const script = `
import grpc from 'k6/net/grpc';
import { check } from 'k6';
const client = new grpc.Client();
client.load(null, 'basket.proto');
export default function () {
  client.connect(__ENV.TARGET_URL, { plaintext: true });
  const answer = client.invoke('basket.Basket/Price', { amount: 3 });
  check(answer, { priced: (a) => a.status === grpc.StatusOK && a.message.cents === 300 });
  client.close();
}
`;
  const driven = await drive({ files: { 'load.ts': script, 'basket.proto': proto }, url, load: { levels: [8], holdMs: 2000 } });
  server.forceShutdown();
  const seconds = driven.seconds();
  expect(driven.end.outcome).toBe('completed');
  expect([total(seconds, 'requests'), total(seconds, 'failedRequests')]).toEqual([16, 4]);
  expect([total(seconds, 'checks'), total(seconds, 'failedChecks')]).toEqual([16, 4]);
  expect(new Set(seconds.map(({ latencyOf }) => latencyOf))).toEqual(new Set(['grpc_req_duration']));
  await discard(driven);
});

test('WebSocket: sessions, refused handshakes and how long they lasted', async () => {
  let handshakes = 0;
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    verifyClient: (_: unknown, allow: (ok: boolean, code?: number) => void) => allow(++handshakes % 5 !== 0, 503),
  });
  server.on('connection', (socket: WebSocket) => socket.on('message', (message) => socket.send(String(message))));
  await once(server, 'listening');
  const script = `
import { WebSocket } from 'k6/websockets';
export default function () {
  const socket = new WebSocket(__ENV.TARGET_URL);
  socket.onopen = () => socket.send('hello');
  socket.onmessage = () => socket.close();
  socket.onerror = () => {};
}
`;
  const driven = await drive({
    files: { 'load.js': script },
    url: `ws://127.0.0.1:${(server.address() as { port: number }).port}`,
    load: { levels: [10], holdMs: 2000 },
  });
  server.close();
  const seconds = driven.seconds();
  expect(driven.end.outcome).toBe('completed');
  expect([total(seconds, 'iterations'), total(seconds, 'requests'), total(seconds, 'failedRequests')]).toEqual([20, 20, 4]);
  expect(seconds.at(-1)?.latencyOf).toBe('ws_session_duration');
  expect(seconds.flatMap(({ latency }) => Object.values(latency)).reduce((sum, count) => sum + count, 0)).toBe(16);
  await discard(driven);
});
