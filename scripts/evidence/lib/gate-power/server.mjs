// An ordinary small server: it holds a table, and each request a buffer and some objects for as long as its backend takes. EXTRA_MIB is what head
// holds more than base. Its peak varies by itself: with arrivals, and with when the collector comes.
import { createServer } from 'node:http';

const mebibytes = (name) => Number(process.env[name] ?? 0) * 2 ** 20;
const table = Buffer.alloc(mebibytes('BALLAST_MIB') + mebibytes('EXTRA_MIB'), 1);

createServer((request, response) => {
  const wait = Number(new URL(request.url, 'http://localhost').searchParams.get('wait') ?? 100);
  const buffer = Buffer.alloc(2 ** 20, 1);
  const rows = Array.from({ length: 2000 }, (_, index) => ({ index, name: `row ${index}`, size: buffer.length }));
  setTimeout(() => response.end(`${rows.length} of ${table.length}\n`), wait);
}).listen(Number(process.env.PORT), '127.0.0.1');
