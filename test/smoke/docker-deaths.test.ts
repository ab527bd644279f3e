import { afterEach, expect, test } from 'vitest';
import type { RecordingEvent } from '../../src/recording/events.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { describeWith } from '../requirements.ts';
import { type Sampling, Watched } from './docker-watched.ts';

/** Serves, and does on request what is to be told apart: grows itself, has a child that grows, or ends with 137 though no memory is short. */
const script = `
import http from 'node:http';
import { spawn } from 'node:child_process';
const held = [];
const grow = 'Buffer.alloc(1 << 30, 1)';
const acts = {
  '/main': () => held.push(Buffer.alloc(1 << 30, 1)),
  '/child': () => spawn(process.execPath, ['-e', grow], { stdio: 'ignore' }),
  '/137': () => process.exit(137),
  '/3': () => process.exit(3),
};
http.createServer((request, response) => {
  response.end('ok');
  if (acts[request.url]) setTimeout(acts[request.url], 20);
}).listen(8080, '0.0.0.0');
`;

/** A main process cannot kill itself: the kernel drops deadly signals to the first process of a pid namespace that come from inside it (pid_namespaces(7)). */
const signal = 'a signal from outside';
const pidOf = (watched: Watched): number => watched.of('instance').find(({ state }) => state === 'started')?.pid ?? Number.NaN;
const limitBytes = 160 * MiB;
const ended = (event: RecordingEvent): boolean => event.kind === 'instance' && event.state === 'exited';
const oom = (event: RecordingEvent): boolean => event.kind === 'engine-oom';

describeWith(['docker', 'cgroup'], 'deaths in a container', () => {
  let watched: Watched | undefined;
  afterEach(() => watched?.close());

  async function after(path: string, seen: (event: RecordingEvent) => boolean, sampling: Sampling) {
    watched = new Watched();
    const workload = await watched.deploy(watched.plan(script, {}, sampling), limitBytes);
    await workload.ready;
    if (path === signal) process.kill(pidOf(watched), 'SIGKILL');
    else await watched.get(path);
    await watched.until(seen);
    // The counter and the kernel log come in within a tick or two, as at the end of a run.
    await new Promise((resolve) => setTimeout(resolve, 400));
    return watched.deaths();
  }

  const samplings: readonly Sampling[] = ['cgroup', 'api'];
  for (const sampling of samplings) {
    test(`the main process, sampled by ${sampling}`, async () => {
      const deaths = await after('/main', ended, sampling);
      expect(deaths).toMatchObject([{ class: 'main-process', mainProcess: true, confidence: sampling === 'api' ? 'probable' : 'certain' }]);
    });

    test(`a child of a main process that lives on, sampled by ${sampling}`, async () => {
      const deaths = await after('/child', oom, sampling);
      expect(deaths).toMatchObject([{ class: 'child-process', mainProcess: false }]);
      expect(watched?.of('instance').filter(({ state }) => state === 'exited')).toEqual([]);
    });
  }

  for (const path of ['/137', signal]) {
    test(`137 without a lack of memory, by ${path}: no kill where the kernel is heard, suspected where only the engine is`, async () => {
      expect(await after(path, ended, 'cgroup')).toMatchObject([{ class: 'exit-137-not-oom', confidence: 'certain' }]);
      await watched?.close();
      expect(await after(path, ended, 'api')).toMatchObject([{ class: 'suspected' }]);
    });
  }

  test('an exit with another code is an exit', async () => {
    expect(await after('/3', ended, 'cgroup')).toMatchObject([{ class: 'exit' }]);
  });

  test('where only the engine is asked, samples come once a second and what is not seen is said', async () => {
    watched = new Watched();
    await (await watched.deploy(watched.plan(script, {}, 'api'), limitBytes)).ready;
    await watched.until((event) => event.kind === 'sample');
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const samples = watched.of('sample');
    expect(samples.length).toBeGreaterThanOrEqual(3);
    expect(samples.length).toBeLessThanOrEqual(6);
    expect(samples.at(-1)?.v[0]).toBeGreaterThan(5 * MiB);
    expect(watched.of('cgroup')).toMatchObject([{ limitBytes, columns: expect.arrayContaining(['memory.stat:total_rss']) }]);
    expect(watched.of('note').map(({ code }) => code)).toContain('sampled-by-engine');
    expect(watched.of('kernel-log')).toMatchObject([{ state: 'denied' }]);
  });
});
