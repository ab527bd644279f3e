import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Sandbox } from '../cli/highwater.ts';
import { docker } from '../conformance/docker-harness.ts';
import { describeWith } from '../requirements.ts';
import { enginePassage } from './passage.ts';

const plan = `apiVersion: highwater/v1
name: engine-gone
target: { use: docker }
workload:
  limit: 256Mi
  docker:
    image: node:24-bookworm-slim
    command: [node, /server.mjs]
    files: [{ from: server.mjs, to: /server.mjs }]
    port: 8080
    ready: /healthz
load: { script: load.js, levels: [5], hold: 30s, settle: 1s, idle: 1s, drain: 0s, cooldown: 1s, peak: 5 }
`;
const files = {
  'plan.yaml': plan,
  'server.mjs': "import http from 'node:http'; http.createServer((_, r) => r.end('ok')).listen(8080, '0.0.0.0');",
  'load.js': "import http from 'k6/http'; export default () => { http.get(__ENV.TARGET_URL); };",
};

function containersOf(sandbox: Sandbox): string[] {
  const [run] = readdirSync(join(sandbox.dir, 'reports'));
  return docker('ps', '--all', '--filter', `label=highwater.run=${run}`, '--format', '{{.Names}}').split('\n').filter(Boolean);
}

function lastEvent(sandbox: Sandbox): unknown {
  const [run] = readdirSync(join(sandbox.dir, 'reports'));
  const recordings = join(sandbox.dir, 'reports', run as string, 'recordings');
  const [recording] = readdirSync(recordings);
  return JSON.parse(
    readFileSync(join(recordings, recording as string, 'events.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .at(-1) as string,
  );
}

describeWith(['docker', 'k6', 'cgroup'], 'an engine that goes away', () => {
  let sandbox: Sandbox | undefined;
  const passage = enginePassage();
  afterEach(() => {
    passage.cut();
    sandbox?.remove();
  });

  test('ends the run with the reason, keeps the recording, and clean removes what it left once the engine is back', async () => {
    sandbox = new Sandbox();
    const scenario = sandbox.scenario('engine-gone', files);
    const socket = join(sandbox.dir, 'engine.sock');
    await passage.listen({ path: socket });
    const running = sandbox.start(['record', scenario, '--target', 'docker'], { DOCKER_HOST: `unix://${socket}` });
    await running.said(/level-5/);
    passage.cut();
    const { code, stderr } = await running.finished;
    expect(code).toBe(3);
    expect(stderr).toContain('the Docker engine stopped answering');
    expect(stderr).toContain('highwater clean');
    expect(lastEvent(sandbox)).toMatchObject({ kind: 'end', outcome: 'error', detail: expect.stringContaining('stopped answering') });
    expect(containersOf(sandbox)).toHaveLength(1);
    const cleaned = await sandbox.start(['clean']).finished;
    expect(cleaned).toMatchObject({ code: 0, stderr: expect.stringContaining('removed from docker') });
    expect(containersOf(sandbox)).toEqual([]);
  });

  test('is missed before anything is made where it never was', async () => {
    sandbox = new Sandbox();
    const scenario = sandbox.scenario('engine-gone', files);
    const { code, stderr } = await sandbox.start(['record', scenario, '--target', 'docker'], { DOCKER_HOST: `unix://${sandbox.dir}/nothing.sock` }).finished;
    expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining('a Docker engine that answers') });
  });
});
