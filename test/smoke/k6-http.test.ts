import { readdir, readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventSchema } from '../../src/recording/events.ts';
import { mergeHistograms } from '../../src/recording/latency-histogram.ts';
import { discard, drive, serve, total } from './k6-harness.ts';

let server: Server;
let url: string;
let seen: string[] = [];

beforeAll(async () => {
  ({ server, url } = await serve((request, response) => {
    seen.push(request.url ?? '');
    if (request.url?.startsWith('/stall')) return;
    response.statusCode = request.url === '/broken' ? 500 : 200;
    response.end('ok');
  }));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const typescript = `
import http from 'k6/http';
import { check } from 'k6';
import { path } from './path.ts';
interface Data { readonly started: boolean }
export const options = { thresholds: { checks: ['rate==1'] }, vus: 3 };
export function setup(): Data { http.get(\`\${__ENV.TARGET_URL}/setup\`); return { started: true }; }
export default function (data: Data): void {
  const response = http.get(\`\${__ENV.TARGET_URL}\${path}\`);
  check(response, { 'is ok': (r) => r.status === 200 && data.started });
}
export function teardown(): void { http.get(\`\${__ENV.TARGET_URL}/teardown\`); }
`;

const throwing = `
import exec from 'k6/execution';
export default function () {
  const number = exec.scenario.iterationInTest;
  if (number % 4 === 1) throw new Error('the cart is empty');
  if (number % 4 === 3) return Promise.reject(new Error('the cart is still empty'));
}
`;

test('counts the iterations that the script ends by an exception, at once or later', async () => {
  const driven = await drive({ files: { 'load.js': throwing }, url, load: { levels: [10], holdMs: 2000 } });
  expect(driven.end.outcome).toBe('completed');
  expect(total(driven.seconds(), 'iterations')).toBe(20);
  expect(driven.seconds().reduce((sum, { thrown }) => sum + (thrown ?? 0), 0)).toBe(10);
  await discard(driven);
});

test('offers what the plan says, and reports what came of it', async () => {
  seen = [];
  const files = { 'load.ts': typescript, 'path.ts': "export const path: string = '/work';" };
  const driven = await drive({ files, url, load: { levels: [20, 7.5, 10], holdMs: 2000 }, variant: { seed: 4 } });
  const seconds = driven.seconds();

  expect(driven.end).toEqual({ outcome: 'completed', exitCode: 0, detail: undefined });
  for (const level of driven.load.levels) {
    const own = seconds.filter((second) => second.level === level.name);
    expect(total(own, 'iterations') + total(own, 'dropped')).toBe(Math.ceil((level.rate * level.durationMs) / 1000));
  }
  expect(total(seconds, 'requests')).toBe(seen.filter((path) => path === '/work').length);
  expect(total(seconds, 'checks')).toBe(total(seconds, 'iterations'));
  expect(total(seconds, 'failedRequests') + total(seconds, 'failedChecks')).toBe(0);
  const latencies = Object.values(mergeHistograms(seconds.map(({ latency }) => latency))).reduce((sum, count) => sum + count, 0);
  expect(latencies).toBe(total(seconds, 'requests'));
  expect(seen[0]).toBe('/setup');
  expect(seen.at(-1)).toBe('/teardown');

  const first = driven.load.levels[0];
  expect(seconds.find((second) => second.t === driven.zero)?.level).toBe(first?.name);
  expect(seconds.every((second) => Math.abs(((second.t - driven.zero + 500) % 1000) - 500) < 0.01)).toBe(true);
  for (const event of driven.events) expect(eventSchema.parse(event)).toEqual(event);
  expect(driven.events.filter((event) => event.kind === 'load-state').map(({ state }) => state)).toEqual(['released', 'started', 'ended']);
  expect((await readdir(join(driven.dir, 'work'))).toSorted()).toEqual(['k6-seed.js', 'k6-wrapper.js', 'k6.log']);
  await discard(driven);
});

test('drops are counted when the service stalls and every allowed VU waits', async () => {
  const files = { 'load.js': `import http from 'k6/http'; export default function () { http.get(__ENV.TARGET_URL + '/stall', { timeout: '30s' }); }` };
  const driven = await drive({ files, url, load: { levels: [10], holdMs: 3000, timeoutMs: 500 } });
  const seconds = driven.seconds();
  // 10 per second times half a second: five wait, the other 25 of 30 find nobody.
  expect(total(seconds, 'dropped')).toBe(25);
  expect(total(seconds, 'iterations')).toBe(0);
  expect(Math.max(...seconds.map(({ vus }) => vus))).toBe(5);
  expect(driven.end.outcome).toBe('completed');
  await discard(driven);
});

test('failed requests and crossed thresholds are told apart from a broken run', async () => {
  const script = `
import http from 'k6/http';
export const options = { thresholds: { 'http_req_failed{method:GET}': ['rate<0.5'] } };
export default function () { http.get(__ENV.TARGET_URL + '/broken'); }
export function handleSummary(data) { return { 'summary.json': JSON.stringify(Object.keys(data.metrics)) }; }
`;
  const driven = await drive({ files: { 'load.js': script }, url, load: { holdMs: 1500 } });
  expect(driven.end).toMatchObject({ outcome: 'thresholds-failed', exitCode: 99 });
  expect(driven.end.detail).toContain('http_req_failed');
  expect(total(driven.seconds(), 'failedRequests')).toBe(15);
  expect(JSON.parse(await readFile(join(driven.dir, 'summary.json'), 'utf8'))).toContain('http_req_duration');
  await discard(driven);
});

test('the seed of the variant decides what each iteration draws, whichever VU runs it', async () => {
  const script = `
import http from 'k6/http';
export function setup() { return Math.random(); }
export default function (basket) { http.get(__ENV.TARGET_URL + '/' + basket + '/' + Math.random()); }`;
  const drawnWith = async (seed: number): Promise<string[]> => {
    seen = [];
    await discard(await drive({ files: { 'load.js': script }, url, load: { levels: [8, 5], holdMs: 1500 }, variant: { seed } }));
    return seen.toSorted();
  };
  const first = await drawnWith(1);
  expect(new Set(first).size).toBe(20);
  expect(await drawnWith(1)).toEqual(first);
  expect((await drawnWith(2)).filter((path) => first.includes(path))).toEqual([]);
});

test("a script's own scenarios run unchanged", async () => {
  seen = [];
  const script = `
import http from 'k6/http';
export const options = { scenarios: {
  browse: { executor: 'constant-arrival-rate', rate: 5, duration: '2s', preAllocatedVUs: 2, exec: 'browse' },
  buy: { executor: 'per-vu-iterations', vus: 1, iterations: 2, maxDuration: '3s', startTime: '1s', exec: 'buy' },
} };
export function browse() { http.get(__ENV.TARGET_URL + '/browse'); }
export function buy() { http.get(__ENV.TARGET_URL + '/buy'); }
`;
  const driven = await drive({ files: { 'load.js': script }, url, load: { profile: 'script' } });
  expect(driven.end.outcome).toBe('completed');
  expect(driven.load.levels).toEqual([{ name: 'script', rate: 10, startMs: 0, durationMs: 4000, settleMs: 0 }]);
  expect(seen.filter((path) => path === '/buy')).toHaveLength(2);
  expect(total(driven.seconds(), 'requests')).toBe(seen.length);
  expect(new Set(driven.seconds().map(({ level }) => level))).toEqual(new Set(['script']));
  await discard(driven);
});
