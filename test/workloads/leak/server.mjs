// Holds BASE_MIB touched mebibytes from the beginning; every request adds LEAK_KIB touched kibibytes that are never given back.
import { createServer } from 'node:http';

const base = Buffer.alloc(Number(process.env.BASE_MIB ?? 100) * 1024 ** 2, 1);
const leakBytes = Number(process.env.LEAK_KIB ?? 192) * 1024;
const kept = [base];

const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok\n');
  kept.push(Buffer.alloc(leakBytes, 1));
  response.end('ok\n');
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
