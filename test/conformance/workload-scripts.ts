/** Small servers on PORT, as text. Each shows one behaviour that a target must get right. */
const serve = (routes: string): string => `
import http from 'node:http';
const routes = { '/healthz': () => 'ok', ${routes} };
http.createServer((request, response) => {
  const route = routes[request.url];
  if (!route) { response.statusCode = 404; response.end(); return; }
  response.end(String(route()));
}).listen(Number(process.env.PORT), process.env.HOST ?? '127.0.0.1');
`;

/** The limit that the first line of the program saw, and whether its state folder was fresh. */
export const reportsLimit = `
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
const limit = process.constrainedMemory();
const mark = process.env.STATE + '/mark';
mkdirSync(process.env.STATE, { recursive: true });
const state = existsSync(mark) ? 'used' : 'fresh';
writeFileSync(mark, '');
${serve("'/limit': () => limit, '/state': () => state")}`;

/**
 * Takes at once far more than it may have. One filling of one buffer needs hardly any program text; growing in small steps,
 * a program can starve for minutes on text that is evicted and read back, and never be killed.
 */
export const growsOnRequest = `
const held = [];
${serve("'/grow': () => { setTimeout(() => held.push(Buffer.alloc(1 << 30, 1)), 20); return 'growing'; }")}`;

/** Has a child in a session of its own, which ordinary signals to the group would miss. */
export const hasDetachedChild = `
import { spawn } from 'node:child_process';
spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
${serve("'/exit': () => { setTimeout(() => process.exit(3), 20); return 'leaving'; }")}`;

/** Prints twice as many lines as an error shows, then gives up. */
export const failsAtStart = `
for (let i = 1; i <= 40; i += 1) console.log('line ' + i);
console.error('cannot find the database, token is ' + process.env.API_TOKEN);
process.exit(3);`;

/** Needs far more than it is given before it would listen. */
export const growsAtStart = `Buffer.alloc(1 << 30, 1);
setInterval(() => {}, 1000);`;

/** Listens nowhere, dies of nothing. */
export const neverListens = "console.log('thinking'); setInterval(() => {}, 1000);";
