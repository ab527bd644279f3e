// Once every PERIOD_MS, SPIKE_MIB mebibytes are touched, held until SPIKE_MS after the beginning, and given back. Requests need nothing.
// With PRINT_SPIKES it prints the time at which each began, epoch milliseconds.
import { createServer } from 'node:http';

const periodMs = Number(process.env.PERIOD_MS ?? 10_000);
const spikeMs = Number(process.env.SPIKE_MS ?? 300);
const spikeBytes = Number(process.env.SPIKE_MIB ?? 160) * 1024 ** 2;
const sliceBytes = 8 * 1024 ** 2;

function touchInSlices(buffer, offset, done) {
  if (offset >= buffer.length) return done();
  buffer.fill(1, offset, offset + sliceBytes);
  setImmediate(touchInSlices, buffer, offset + sliceBytes, done);
}

function spike() {
  const begin = performance.now();
  if (process.env.PRINT_SPIKES) console.log(Date.now());
  // alloc, not allocUnsafe: pages of a fresh mapping that nobody has written to are not resident.
  const held = { buffer: Buffer.alloc(spikeBytes) };
  touchInSlices(held.buffer, 0, () => {
    setTimeout(
      () => {
        held.buffer = undefined;
        globalThis.gc?.();
      },
      Math.max(0, spikeMs - (performance.now() - begin)),
    );
  });
}

setInterval(spike, periodMs);
const server = createServer((_, response) => response.end('ok\n'));
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
