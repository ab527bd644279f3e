import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { withoutSecrets } from '../../src/plan/digest.ts';
import { mayHoldSecret } from '../../src/plan/environment-layer.ts';
import { resolvePlan } from '../../src/plan/resolve.ts';

const compose = `
services:
  web:
    image: webdis:1
    command: webdis /etc/webdis.json
    environment: { REDIS: redis, VERBOSE: 1 }
    ports: ["127.0.0.1:9000:7379"]
    depends_on: { redis: { condition: service_healthy } }
  redis:
    image: redis:7
    environment: [PASSWORD=hunter2hunter2]
    healthcheck: { test: redis-cli ping, interval: 1s, retries: 3 }
    depends_on: [volume]
  volume:
    image: busybox
`;

const dirs: string[] = [];
afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

function resolve(composeText: string, docker = '{ composeFile: compose.yaml }') {
  const dir = mkdtempSync(join(tmpdir(), 'highwater-compose-'));
  dirs.push(dir);
  writeFileSync(join(dir, 'compose.yaml'), composeText);
  writeFileSync(join(dir, 'load.js'), 'export default () => {};');
  writeFileSync(
    join(dir, 'plan.yaml'),
    `apiVersion: highwater/v1\nname: composed\ntarget: { use: docker }\nworkload: { docker: ${docker} }\nload: { script: load.js, levels: [5], peak: 5 }\n`,
  );
  return resolvePlan({ scenario: dir, cwd: '/', env: {} }).plan;
}

describe('a compose file', () => {
  test('gives image, command, environment, port, and what must run before, in the order of starting', () => {
    const { docker } = resolve(compose).workload;
    expect(docker).toMatchObject({ image: 'webdis:1', command: ['webdis', '/etc/webdis.json'], env: { REDIS: 'redis', VERBOSE: '1' }, port: 7379 });
    expect(docker?.dependencies.map(({ name, ready }) => [name, ready])).toEqual([
      ['volume', undefined],
      ['redis', 'health'],
    ]);
    expect(docker?.dependencies[1]?.healthcheck).toEqual({ test: ['CMD-SHELL', 'redis-cli ping'], intervalMs: 1000, retries: 3 });
  });

  test('yields to what stands in the plan', () => {
    const { docker } = resolve(compose, '{ composeFile: compose.yaml, image: "webdis:2", env: { REDIS: other }, ready: /PING }').workload;
    expect(docker).toMatchObject({ image: 'webdis:2', env: { REDIS: 'other', VERBOSE: '1' }, ready: '/PING' });
  });

  test('keeps its secrets out of a plan that is written down', () => {
    const written = JSON.stringify(withoutSecrets(resolve(compose)));
    expect(written).toContain('"PASSWORD":""');
    expect(written).not.toContain('hunter2');
  });

  test.each([
    ['    volumes: [data:/data]\n', /compose\.yaml:\d+: services\.volume: 'volumes' \(in the plan: workload\.docker\.files, [^)]*\) cannot be taken over/],
    ['    mem_limit: 64m\n', /'mem_limit' \(in the plan: workload\.limit\) cannot be taken over/],
    ['    command: sh -c "sleep 1"\n', /has quotes/],
    ['    environment: [TOKEN]\n', /TOKEN has no value/],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what a compose file may hold
    ['    environment: { HOST: "${HOST}" }\n', /variables such as/],
    ['    depends_on: [web]\n', /in a circle|cannot be told/],
    ['    depends_on: [nobody]\n', /'nobody', which is no service/],
  ])('is refused where it says %s', (line, expected) => {
    expect(() => resolve(compose + line)).toThrow(expected);
  });

  test('must say which service is sized where several could be', () => {
    const two = 'services: { a: { image: a, ports: ["80"] }, b: { image: b, ports: ["81"] } }';
    expect(() => resolve(two)).toThrow(/which service/);
    expect(resolve(two, '{ composeFile: compose.yaml, service: b }').workload.docker).toMatchObject({ image: 'b', port: 81 });
  });
});

test('an assignment to the environment of a container may hold a secret, one to its image may not', () => {
  expect(mayHoldSecret('workload.docker.env.TOKEN=x')).toBe(true);
  expect(mayHoldSecret('workload.docker.dependencies.redis.env.TOKEN=x')).toBe(true);
  expect(mayHoldSecret('workload.docker.image=x')).toBe(false);
});

test('a plan for docker without an image, or with a file that is not there, says so', () => {
  expect(() => resolve(compose, '{ port: 80 }')).toThrow(/workload\.docker\.image/);
  expect(() => resolve(compose, '{ image: a, port: 80, files: [{ from: nowhere.js, to: /app.js }] }')).toThrow(/nowhere\.js does not exist/);
});
