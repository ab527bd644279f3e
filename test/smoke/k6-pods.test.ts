import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventSchema } from '../../src/recording/events.ts';
import { mergeHistograms } from '../../src/recording/latency-histogram.ts';
import { describeWith } from '../requirements.ts';
import { type Driven, discard, drive, prepare, serve, total } from './k6-harness.ts';
import { LocalPods } from './k6-pods-harness.ts';

const script = `
import http from 'k6/http';
import { check } from 'k6';
const paths = JSON.parse(open('./paths.json'));
export default function () {
  const answer = http.get(__ENV.TARGET_URL + paths[0] + Math.floor(Math.random() * 1e9));
  check(answer, { ok: (response) => response.status === 200 });
}
`;
const files = { 'load.ts': script, 'paths.json': '["/numbers/"]' };

describeWith(['k6'], 'k6 in pods', () => {
  let server: Server;
  let url: string;
  let seen: string[] = [];
  let two: LocalPods;

  beforeAll(async () => {
    ({ server, url } = await serve((request, response) => {
      seen.push(request.url ?? '');
      response.end('ok');
    }));
    two = await new LocalPods(2).open();
  });
  afterAll(async () => {
    await two.close();
    server.closeAllConnections();
    server.close();
  });

  const counts = ({ seconds }: Driven) => (['iterations', 'dropped', 'requests', 'failedRequests', 'checks'] as const).map((key) => total(seconds(), key));

  test('two segments send what one sends, request for request, and are told as one, through a wire that breaks', async () => {
    const load = { levels: [15, 7.5], holdMs: 1200, peak: 15 };
    seen = [];
    const alone = await drive({ files, url, load });
    const bySingle = [...seen].sort();
    seen = [];
    const cutting = sleep(2000).then(() => two.cut(1000));
    const both = await drive({ files, url, load, pods: two });
    await cutting;

    expect(both.end).toEqual(alone.end);
    expect(counts(both)).toEqual(counts(alone));
    expect(counts(both)[0]).toBe(18 + 9);
    // The seed of an iteration is its number in the whole test: the traffic is the same, not only as much.
    expect([...seen].sort()).toEqual(bySingle);
    for (const event of both.events) expect(() => eventSchema.parse(event)).not.toThrow();
    const seconds = both.seconds();
    expect(new Set(seconds.map(({ t, level }) => `${t} ${level}`)).size).toBe(seconds.length);
    expect(seconds[0]?.t).toBe(both.zero);
    const answered = Object.values(mergeHistograms(seconds.map(({ latency }) => latency))).reduce((sum, count) => sum + count, 0);
    expect(answered).toBe(total(seconds, 'requests'));
    expect(both.events.filter((event) => event.kind === 'load-state').map(({ state }) => state)).toEqual(['released', 'started', 'ended']);
    expect(await readFile(join(both.dir, 'work', 'k6.log'), 'utf8')).toMatch(/# Job 1\n[\s\S]*# Job 2\n/);
    await Promise.all([discard(alone), discard(both)]);
  });

  test('stops gently, and takes no request without the token', async () => {
    const driven = await prepare({ files, url, load: { holdMs: 60_000 }, pods: two });
    await driven.load.release();
    await sleep(500);
    await driven.load.stop(5000);
    expect((await driven.load.ended).outcome).toBe('stopped');
    expect((await fetch(`http://127.0.0.1:${two.port(0)}/state?id=x`)).status).toBe(403);
    await discard(driven);
  });

  test('a pod that goes away in the middle ends the load of the others, and is named', async () => {
    const pods = await new LocalPods(2).open();
    const driven = await prepare({ files, url, load: { holdMs: 60_000 }, pods });
    await driven.load.release();
    pods.kill(1);
    expect(await driven.load.ended).toMatchObject({ outcome: 'died', detail: 'Job 2: pod k6-1 is gone' });
    await pods.close();
    await discard(driven);
  });

  test('a script that throws in setup() is told as on this machine', async () => {
    const throws = { 'load.ts': "export function setup() { throw new Error('no account'); }\nexport default function () {}" };
    const driven = await prepare({ files: throws, url, pods: two });
    await expect(driven.load.release()).rejects.toMatchObject({ code: 'load-never-ran', message: expect.stringMatching(/no account/) });
    expect((await driven.load.ended).outcome).toBe('script-failed');
    expect(existsSync(join(driven.dir, 'work', 'k6-script.tar'))).toBe(true);
    await discard(driven);
  });
});
