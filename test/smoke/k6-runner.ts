import { prepare } from './k6-harness.ts';

// A runner of its own process, for a test that kills it: drives load at the address it is given and says its folder when it has begun.
const script = "import http from 'k6/http'; export default function () { http.get(__ENV.TARGET_URL); }";
const driven = await prepare({ files: { 'load.js': script }, url: process.argv[2] as string, load: { holdMs: 60_000 } });
await driven.load.release();
process.stdout.write(driven.dir);
await driven.load.ended;
