import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executableOnPath } from '../../src/loads/k6/executable.ts';
import { discard, prepare, serve, total } from './k6-harness.ts';

let server: Server;
let url: string;
beforeAll(async () => {
  ({ server, url } = await serve((_, response) => response.end('ok')));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Marks the k6 of one test among those of the machine; it sees its environment. */
const markOf = (name: string): string => `HIGHWATER_TEST=${name}-${process.pid}`;

/** Processes of this machine that carry the mark. */
function marked(name: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
        return state !== 'Z' && readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(markOf(name));
      } catch {
        return false;
      }
    });
}

const script = `
import http from 'k6/http';
export default function () { http.get(__ENV.TARGET_URL); }
export function teardown() { console.log('teardown ran'); }
`;
const running = (name: string, text = script) =>
  prepare({ files: { 'load.js': text }, url, load: { holdMs: 60_000, levels: [20] }, env: { HIGHWATER_TEST: `${name}-${process.pid}` } });

/** Resolves once some seconds of load have been written. */
async function underWay(driven: Awaited<ReturnType<typeof running>>): Promise<void> {
  while (total(driven.seconds(), 'requests') < 20) await new Promise((resolve) => setTimeout(resolve, 50));
}

const workFiles = ['k6-seed.js', 'k6-wrapper.js', 'k6.log'];

describe('in mid-run', () => {
  test('a k6 that is killed has died, what it measured stays', async () => {
    const driven = await running('killed');
    await driven.load.release();
    await underWay(driven);
    const pids = marked('killed');
    expect(pids).toHaveLength(1);
    process.kill(pids[0] as number, 'SIGKILL');
    expect(await driven.load.ended).toEqual({ outcome: 'died', exitCode: null, detail: 'k6 was killed by SIGKILL' });
    expect(total(driven.seconds(), 'requests')).toBeGreaterThanOrEqual(20);
    expect(driven.events.at(-1)).toMatchObject({ kind: 'load-state', state: 'ended', outcome: 'died', exitCode: null });
    await discard(driven);
  });

  test('stop is gentle: teardown runs, nothing remains', async () => {
    const driven = await running('stopped');
    await driven.load.release();
    await underWay(driven);
    await driven.load.stop(30_000);
    expect(await driven.load.ended).toMatchObject({ outcome: 'stopped', exitCode: 105 });
    expect(readFileSync(join(driven.dir, 'work', 'k6.log'), 'utf8')).toContain('teardown ran');
    expect(marked('stopped')).toEqual([]);
    expect(readdirSync(join(driven.dir, 'work')).toSorted()).toEqual(workFiles);
    await driven.load.stop(1000);
    await discard(driven);
  });

  test('stop is hard when the script does not let go', async () => {
    const driven = await running('stuck', script.replace("console.log('teardown ran')", 'for (;;) {}'));
    await driven.load.release();
    await underWay(driven);
    await driven.load.stop(300);
    expect(await driven.load.ended).toMatchObject({ outcome: 'stopped', exitCode: null });
    expect(marked('stuck')).toEqual([]);
    await discard(driven);
  });
});

const hasSetpriv = (await executableOnPath('setpriv', process.env)) !== undefined;
describe('when the runner is killed', () => {
  test.skipIf(!hasSetpriv)('k6 dies with it', async () => {
    const runner = spawn(process.execPath, [join(import.meta.dirname, 'k6-runner.ts'), url], {
      env: { ...process.env, HIGHWATER_TEST: `orphan-${process.pid}` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [dir] = (await once(runner.stdout, 'data')) as [Buffer];
    expect(marked('orphan').length).toBe(2);
    runner.kill('SIGKILL');
    while (marked('orphan').length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await discard({ dir: String(dir) });
  });
});

describe('before the load', () => {
  test('a paused k6 sends nothing and can be stopped', async () => {
    const driven = await running('paused');
    expect(driven.load.levels).toHaveLength(1);
    await driven.load.stop(30_000);
    expect(await driven.load.ended).toMatchObject({ outcome: 'stopped' });
    expect(driven.seconds()).toEqual([]);
    await expect(driven.load.release()).rejects.toMatchObject({ code: 'load-never-ran' });
    expect(marked('paused')).toEqual([]);
    await discard(driven);
  });

  test('a setup that throws: the release says so', async () => {
    const driven = await running('setup', `${script}\nexport function setup() { throw new Error('no basket'); }`);
    await expect(driven.load.release()).rejects.toMatchObject({ code: 'load-never-ran', message: expect.stringContaining('no basket') });
    expect(await driven.load.ended).toMatchObject({ outcome: 'script-failed', exitCode: 107 });
    await discard(driven);
  });

  test.each([
    ['does not compile', 'export default function () {\n  const a = ;\n}\n', /load\.ts: Line 2:\d+/],
    ['throws at its top level', 'export default function () {}\nbasket.fill();\n', /basket is not defined[\s\S]*load\.ts:2/],
    ['imports what is not there', "import './gone.js';\nexport default function () {}\n", /\.\/gone\.js/],
    ['exports no default function', 'export function browse() {}\n', /exports no default function/],
    [
      'brings its own scenarios',
      'export const options = { scenarios: { a: { executor: "shared-iterations" } } };\nexport default function () {}\n',
      /brings its own/,
    ],
    ['asks for a threshold on nothing', 'export const options = { thresholds: { nothing: ["rate<1"] } };\nexport default function () {}\n', /nothing/],
  ])('a script that %s is refused with its place', async (_, text, expected) => {
    const refused = prepare({ files: { 'load.ts': text }, url, env: { HIGHWATER_TEST: `refused-${process.pid}` } });
    await expect(refused).rejects.toMatchObject({ code: 'script-invalid', message: expect.stringMatching(expected), hint: expect.any(String) });
    expect(marked('refused')).toEqual([]);
  });
});
