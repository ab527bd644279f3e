// A cache that fills as caches do: after n requests it holds CACHE_MIB x (1 - exp(-n / FILL_REQUESTS)), and stops at 99 % of CACHE_MIB.
import { createServer } from 'node:http';

const cacheBytes = Number(process.env.CACHE_MIB ?? 120) * 1024 ** 2;
const fillRequests = Number(process.env.FILL_REQUESTS ?? 40);
const entryBytes = 64 * 1024;
const full = 0.99;
const entries = [];
let requests = 0;

function fillUp() {
  const share = Math.min(full, 1 - Math.exp(-requests / fillRequests));
  while ((entries.length + 1) * entryBytes <= share * cacheBytes) entries.push(Buffer.alloc(entryBytes, 1));
}

const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok\n');
  requests += 1;
  fillUp();
  response.end('ok\n');
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
