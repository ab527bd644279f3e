// Every request makes GARBAGE_KIB kibibytes of small objects that live for the next WINDOW requests: long enough to reach V8's old space,
// where they stay as garbage until the collector comes. How late it comes depends on the heap that it believes it has.
import { createServer } from 'node:http';

const objectsPerRequest = Math.round((Number(process.env.GARBAGE_KIB ?? 1024) * 1024) / 128);
const windowRequests = Number(process.env.WINDOW ?? 24);
const recent = [];

function makeGarbage(seed) {
  const objects = new Array(objectsPerRequest);
  for (let index = 0; index < objectsPerRequest; index += 1)
    objects[index] = { id: index, value: seed + index / 7, pair: [seed, index], next: objects[index - 1] };
  return objects;
}

const server = createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok\n');
  recent.push(makeGarbage(Math.random()));
  if (recent.length > windowRequests) recent.shift();
  response.end('ok\n');
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), '127.0.0.1');
