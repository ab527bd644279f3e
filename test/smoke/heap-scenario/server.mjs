// Keeps something with every request, GROW says what, one or several with commas: objects of a named class, texts in a Map, Buffers, entries of a cache of CACHE_ENTRIES, or objects on the heap of a worker thread. A Session has SESSION_ITEMS numbers.
import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

class Session {
  constructor(number) {
    this.number = number;
    this.history = Array.from({ length: Number(process.env.SESSION_ITEMS ?? 2000) }, (_, index) => index + number / 2);
  }
}

class CacheEntry {
  constructor(key) {
    this.key = key;
    this.values = new Float64Array(2000).fill(1);
  }
}

if (isMainThread) {
  const modes = (process.env.GROW ?? 'objects').split(',');
  const kept = [];
  const texts = new Map();
  const cache = new Map();
  const most = Number(process.env.CACHE_ENTRIES ?? 100);
  const worker = modes.includes('worker') ? new Worker(new URL(import.meta.url)) : undefined;
  let requests = 0;
  const grow = {
    objects: () => kept.push(new Session(requests)),
    map: () => texts.set(`user-${requests}`, Buffer.alloc(12_000, `${requests} `).toString('latin1')),
    buffers: () => kept.push(Buffer.alloc(64 * 1024, 1)),
    cache: () => cache.size < most && cache.set(requests, new CacheEntry(requests)),
    worker: () => worker.postMessage(requests),
    nothing: () => undefined,
  };
  process.stdout.write(`title ${process.title}\n`);
  const server = createServer((request, response) => {
    if (request.url !== '/healthz') {
      requests += 1;
      for (const mode of modes) grow[mode]();
    }
    response.end('ok\n');
  });
  server.keepAliveTimeout = 65_000;
  server.listen(Number(process.env.PORT), process.env.HOST ?? '127.0.0.1');
} else {
  const kept = [];
  parentPort.on('message', (number) => kept.push(new Session(number)));
}
