// A report service as they are: every request holds a working buffer while it waits for a backend. Memory is the number of requests at
// once times the size of a buffer; buffers are kept for the next request and given back when they have not been needed for a while.
import { createServer } from 'node:http';

const reportBytes = 5 * 1024 ** 2;
const trimEveryMs = 500;
const idleBuffers = [];
let busy = 0;
let busiest = 0;

function takeBuffer() {
  busy += 1;
  busiest = Math.max(busiest, busy);
  return idleBuffers.pop() ?? Buffer.alloc(reportBytes, 1);
}

function giveBack(buffer) {
  busy -= 1;
  idleBuffers.push(buffer);
}

function trim() {
  const unused = busy + idleBuffers.length - busiest;
  busiest = busy;
  if (unused <= 0) return;
  idleBuffers.splice(0, unused);
  globalThis.gc?.();
}

function report(url, response) {
  const buffer = takeBuffer();
  setTimeout(
    () => {
      response.end(`report of ${buffer.length} bytes\n`);
      giveBack(buffer);
    },
    Number(url.searchParams.get('wait') ?? 500),
  );
}

setInterval(trim, trimEveryMs).unref();
const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/healthz') response.end('ok\n');
  else if (url.pathname === '/report') report(url, response);
  else response.writeHead(404).end();
});
// Longer than any pause between requests, so that no request meets a connection that is being closed.
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST ?? '0.0.0.0');
