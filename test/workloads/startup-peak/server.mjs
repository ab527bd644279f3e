// Before it listens, the server touches STARTUP_MIB mebibytes (a table read whole, then thrown away). Nothing later comes near.
import { createServer } from 'node:http';

const startupBytes = Number(process.env.STARTUP_MIB ?? 192) * 1024 ** 2;
const startupMs = Number(process.env.STARTUP_MS ?? 300);
const held = { table: Buffer.alloc(startupBytes, 1) };

setTimeout(() => {
  held.table = undefined;
  globalThis.gc?.();
  const server = createServer((_, response) => response.end('ok\n'));
  server.keepAliveTimeout = 65_000;
  server.listen(Number(process.env.PORT), '127.0.0.1');
}, startupMs);
