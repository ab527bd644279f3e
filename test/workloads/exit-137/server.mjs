// Healthy and small; after AFTER requests it ends itself, by SIGKILL (MODE=signal) or with exit code 137 (MODE=exit).
// A supervisor sees 137 either way, and no memory was short.
import { createServer } from 'node:http';

const after = Number(process.env.AFTER ?? 60);
const bySignal = (process.env.MODE ?? 'signal') === 'signal';
let requests = 0;

function endItself() {
  if (bySignal) process.kill(process.pid, 'SIGKILL');
  else process.exit(137);
}

const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok\n');
  requests += 1;
  response.end('ok\n', () => {
    if (requests >= after) endItself();
  });
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
