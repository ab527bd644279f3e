// Every request holds one slot of SLOT_MIB touched mebibytes for SERVICE_MS. Slots are kept and used again, so that the memory is the
// highest number of requests at once, not what the garbage collector has come to yet; slots unused for a second are given back.
import { createServer } from 'node:http';

const slotBytes = Number(process.env.SLOT_MIB ?? 4) * 1024 ** 2;
const serviceMs = Number(process.env.SERVICE_MS ?? 810);
const free = [];
let busy = 0;
let busiest = 0;

function takeSlot() {
  busy += 1;
  busiest = Math.max(busiest, busy);
  return free.pop() ?? Buffer.alloc(slotBytes, 1);
}

function giveBack(slot) {
  busy -= 1;
  free.push(slot);
}

setInterval(() => {
  const unused = busy + free.length - busiest;
  busiest = busy;
  if (unused <= 0) return;
  free.splice(0, unused);
  globalThis.gc?.();
}, 1000).unref();

const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok\n');
  const slot = takeSlot();
  setTimeout(() => {
    giveBack(slot);
    response.end('done\n');
  }, serviceMs);
});
// Longer than any pause of the load: a server that closes an idle connection while a request is on its way makes a failed request.
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
