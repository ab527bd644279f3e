import { afterEach, expect, test } from 'vitest';
import type { DockerDependency } from '../../src/plan/docker-fields.ts';
import type { HighwaterError } from '../../src/shared/errors.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { docker } from '../conformance/docker-harness.ts';
import { describeWith } from '../requirements.ts';
import { Watched } from './docker-watched.ts';

const serves = (port: number): string => `import http from 'node:http'; http.createServer((_, r) => r.end('ok')).listen(${port}, '0.0.0.0');`;
const limitBytes = 200 * MiB;

/** Says that it is there, and ends with code 4 when it is asked to, or at once. */
const endsWhenAsked = `
import http from 'node:http';
console.log('here I am');
http.createServer((_, response) => { response.end('bye'); setTimeout(() => process.exit(4), 50); }).listen(9000, '0.0.0.0');
if (process.env.AT_ONCE) process.exit(4);`;

const neighbour: DockerDependency = {
  name: 'neighbour',
  image: 'node:24-bookworm-slim',
  command: ['node', '--input-type=module', '-e', endsWhenAsked],
  env: {},
  files: [],
  ready: { log: 'here I am' },
};

describeWith(['docker'], 'bad moments with a container engine', () => {
  let watched: Watched | undefined;
  afterEach(() => watched?.close());

  test('an image that is not there and cannot be pulled is named, before anything is made', async () => {
    watched = new Watched();
    const plan = watched.plan(serves(8080), { image: 'highwater.invalid/nothing:1' });
    const error = await watched.provision(plan).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'environment-missing', message: expect.stringContaining('highwater.invalid/nothing:1') });
    expect((error as HighwaterError).hint).toContain('docker pull');
    expect(watched.leftovers).toEqual([]);
  });

  test('a port that nobody opens is no readiness, though the engine accepts for it; one that is opened is', async () => {
    watched = new Watched();
    const { ready: _http, ...tcp } = watched.plan('').workload.docker as NonNullable<ReturnType<Watched['plan']>['workload']['docker']>;
    const plan = watched.plan(serves(9999), { readyTimeoutMs: 3000 });
    const byTcp = { ...plan, workload: { ...plan.workload, docker: { ...tcp, readyTimeoutMs: 3000 } } };
    await expect((await watched.deploy(byTcp, limitBytes)).ready).rejects.toMatchObject({ code: 'workload-never-ready' });
    await watched.close();
    watched = new Watched();
    const open = watched.plan(serves(8080));
    await (await watched.deploy({ ...open, workload: { ...open.workload, docker: tcp } }, limitBytes)).ready;
  });

  test('a container that somebody else removes ends the measurement with the reason, and nothing is left', async () => {
    watched = new Watched();
    const workload = await watched.deploy(watched.plan(serves(8080)), limitBytes);
    await workload.ready;
    docker('rm', '--force', ...watched.leftovers);
    await expect(watched.broken).resolves.toMatchObject({ code: 'target-failed', message: expect.stringContaining('removed by somebody else') });
    await workload.remove();
    expect(watched.leftovers).toEqual([]);
  });

  test('a workload reaches its dependency by name, on a network that is gone afterwards', async () => {
    watched = new Watched();
    const script = `import dns from 'node:dns/promises'; import http from 'node:http';
const { address } = await dns.lookup('neighbour');
http.createServer((_, r) => r.end(address)).listen(8080, '0.0.0.0');`;
    const workload = await watched.deploy(watched.plan(script, { dependencies: [neighbour] }), limitBytes);
    await workload.ready;
    expect(await watched.get('/')).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(watched.leftovers.length).toBeGreaterThanOrEqual(3);
    await workload.remove();
    expect(watched.leftovers.filter((name) => !name.endsWith('-image'))).toEqual([]);
  });

  test('a dependency that ends while the workload is measured ends the measurement; one that ends before it is ready does too', async () => {
    watched = new Watched();
    const asks = `import http from 'node:http';
http.createServer(async (request, response) => {
  if (request.url === '/ask') await fetch('http://neighbour:9000').catch(() => undefined);
  response.end('ok');
}).listen(8080, '0.0.0.0');`;
    const workload = await watched.deploy(watched.plan(asks, { dependencies: [neighbour] }), limitBytes);
    await workload.ready;
    await watched.get('/ask').catch(() => undefined);
    await expect(watched.broken).resolves.toMatchObject({ message: expect.stringContaining('dependency neighbour ended with exit code 4 while') });
    await watched.close();
    watched = new Watched();
    const gone = { ...neighbour, ready: { log: 'never' }, env: { AT_ONCE: '1' } };
    const early = await watched.deploy(watched.plan(serves(8080), { dependencies: [gone] }), limitBytes);
    await expect(early.ready).rejects.toMatchObject({ message: expect.stringContaining('exit code 4 before it was ready') });
  });

  test('files of the image that another container holds in memory are cold all the same, in a private copy that is gone afterwards', async () => {
    const other = docker('run', '--detach', '--rm', 'node:24-bookworm-slim', 'node', '-e', 'setInterval(() => {}, 1000)');
    try {
      watched = new Watched();
      await (await watched.deploy(watched.plan(serves(8080)), limitBytes)).ready;
      expect(watched.of('cold-cache')).toMatchObject([{ method: 'private-copies', residualBytes: 0 }]);
      await watched.close();
      expect(watched.leftovers).toEqual([]);
    } finally {
      docker('rm', '--force', other);
    }
  });

  test('readiness by a line of output and by a health check', async () => {
    for (const ready of [{ log: '^listening' }, 'health'] as const) {
      watched = new Watched();
      const healthcheck = { test: ['CMD', 'node', '-e', 'fetch("http://127.0.0.1:8080").catch(() => process.exit(1))'], intervalMs: 500, retries: 20 };
      const plan = watched.plan(`${serves(8080)} setTimeout(() => console.log('listening'), 300);`, { ready, healthcheck });
      await (await watched.deploy(plan, limitBytes)).ready;
      expect(watched.of('instance').map(({ state }) => state)).toEqual(['started', 'ready']);
      await watched.close();
    }
  });
});
