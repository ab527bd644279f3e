// A parent that serves nothing and WORKERS children that do. `/report` makes one child touch REPORT_MIB mebibytes for REPORT_MS; the
// parent lets them do so one at a time. At too small a limit the kernel kills that child; the parent reaps it, starts another, and
// writes what wait() said to WAIT_LOG.
import cluster from 'node:cluster';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const workers = Number(process.env.WORKERS ?? 2);
const reportBytes = Number(process.env.REPORT_MIB ?? 96) * 1024 ** 2;
const reportMs = Number(process.env.REPORT_MS ?? 150);

function runParent() {
  /** Children that want to make a report, in order of asking; the first one may. */
  let waiting = [];
  const grant = () => waiting[0]?.send('go');

  cluster.on('message', (worker, message) => {
    if (message === 'ask' && waiting.push(worker) === 1) grant();
    if (message === 'done') {
      waiting.shift();
      grant();
    }
  });
  cluster.on('exit', (worker, code, signal) => {
    const line = JSON.stringify({ pid: worker.process.pid, code, signal, time: new Date().toISOString() });
    if (process.env.WAIT_LOG) appendFileSync(process.env.WAIT_LOG, `${line}\n`);
    const heldTheTurn = waiting[0] === worker;
    waiting = waiting.filter((other) => other !== worker);
    if (heldTheTurn) grant();
    cluster.fork();
  });
  for (let started = 0; started < workers; started += 1) cluster.fork();
}

function runChild() {
  const asking = [];
  process.on('message', () => {
    const response = asking.shift();
    const held = { buffer: Buffer.alloc(reportBytes, 1) };
    setTimeout(() => {
      held.buffer = undefined;
      globalThis.gc?.();
      process.send('done');
      response.end('report\n');
    }, reportMs);
  });
  const server = createServer((request, response) => {
    if (request.url !== '/report') return response.end('ok\n');
    asking.push(response);
    process.send('ask');
  });
  server.keepAliveTimeout = 65_000;
  server.listen(Number(process.env.PORT), '127.0.0.1');
}

if (cluster.isPrimary) runParent();
else runChild();
