// Writes a file of FILE_MIB mebibytes at startup; every request reads the next READ_KIB kibibytes of it into one small buffer.
// The page cache fills whatever the limit allows, and none of it is needed.
import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const fileBytes = Number(process.env.FILE_MIB ?? 192) * 1024 ** 2;
const readBytes = Number(process.env.READ_KIB ?? 512) * 1024;
const path = join(process.env.STATE, 'data');

function writeFile() {
  const chunk = Buffer.alloc(1024 ** 2, 1);
  const handle = openSync(path, 'w');
  for (let written = 0; written < fileBytes; written += chunk.length) {
    writeSync(handle, chunk);
    // Dirty pages cannot be reclaimed; without this the writing itself would set the need.
    if (written % (4 * chunk.length) === 0) fdatasyncSync(handle);
  }
  fdatasyncSync(handle);
  closeSync(handle);
}

writeFile();
const file = openSync(path, 'r');
const buffer = Buffer.alloc(readBytes);
let offset = 0;

const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok\n');
  readSync(file, buffer, 0, readBytes, offset);
  offset = (offset + readBytes) % fileBytes;
  response.end('read\n');
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
