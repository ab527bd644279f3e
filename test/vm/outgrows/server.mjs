// Serves next to nothing. A while after its first answer, which tells that it is ready, it runs a child that touches CHILD_MIB and is done.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

/** Long enough that whoever asked knows it is ready before the child can be killed. */
const restMs = 1500;
let asked = false;

function runChild() {
  // dd fills one buffer of that size and ends: no interpreter to wait for, and a name of its own in the kernel log.
  const child = spawn('dd', ['if=/dev/zero', 'of=/dev/null', `bs=${process.env.CHILD_MIB}M`, 'count=1'], { stdio: 'ignore' });
  child.once('exit', (code, signal) => process.stdout.write(`child ${child.pid} ended with ${signal ?? code}\n`));
}

createServer((request, response) => {
  // Latency is this wait, so that an emulated machine's hiccups are small beside it.
  setTimeout(() => response.end('ok\n'), request.url === '/healthz' ? 0 : 1000);
  if (!asked) setTimeout(runChild, restMs);
  asked = true;
}).listen(Number(process.env.PORT), '127.0.0.1');
