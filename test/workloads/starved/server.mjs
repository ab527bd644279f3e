// Writes a file of FILE_MIB mebibytes at startup; every request reads SHARE of its pages, one by one, in an order that readahead cannot
// guess and that comes round again and again. All of the file must stay in the page cache, or requests wait for the disk; nothing dies of it.
import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const pageBytes = 4096;
const pages = (Number(process.env.FILE_MIB ?? 128) * 1024 ** 2) / pageBytes;
const pagesPerRequest = Math.floor(pages * Number(process.env.SHARE ?? 0.25));
// Prime and far from the size of any readahead window: stepping by it visits every page once per round.
const stride = 10_007;
const path = join(process.env.STATE, 'index');

function writeFile() {
  const chunk = Buffer.alloc(1024 ** 2, 1);
  const handle = openSync(path, 'w');
  for (let written = 0; written < pages * pageBytes; written += chunk.length) {
    writeSync(handle, chunk);
    if (written % (4 * chunk.length) === 0) fdatasyncSync(handle);
  }
  fdatasyncSync(handle);
  closeSync(handle);
}

writeFile();
const file = openSync(path, 'r');
const page = Buffer.alloc(pageBytes);
let next = 0;

function readPages() {
  for (let read = 0; read < pagesPerRequest; read += 1) {
    readSync(file, page, 0, pageBytes, next * pageBytes);
    next = (next + stride) % pages;
  }
}

const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok\n');
  readPages();
  response.end('found\n');
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
