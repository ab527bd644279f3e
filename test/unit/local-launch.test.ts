import { describe, expect, test } from 'vitest';
import { type LaunchSpec, launchCommand } from '../../src/targets/local/launch-command.ts';
import { programPath } from '../../src/targets/local/program-path.ts';
import { workloadEnv } from '../../src/targets/local/workload-env.ts';
import { backoffMs, kubeletBackoff } from '../../src/targets/machine/backoff.ts';
import { parseCpuList, splitCores } from '../../src/targets/machine/cpu-cores.ts';
import { fillPlaceholders } from '../../src/targets/machine/placeholders.ts';
import { endpointOf } from '../../src/targets/machine/readiness.ts';
import { secretValues } from '../../src/targets/machine/secret-values.ts';

const tools = {
  sh: '/bin/sh',
  setpriv: '/bin/setpriv',
  unshare: '/bin/unshare',
  mount: '/bin/mount',
  taskset: '/bin/taskset',
  env: '/bin/env',
  cp: '/bin/cp',
  dd: '/bin/dd',
  sync: '/bin/sync',
  fincore: '/bin/fincore',
};
const spec: LaunchSpec = {
  tools,
  uid: 0,
  gid: 0,
  cores: undefined,
  binds: [],
  joinFiles: ['/cg/cgroup.procs'],
  program: '/bin/app',
  args: ['--x'],
  env: { PORT: '1' },
};
const bind = { copy: '/state/1/app', path: '/bin/app' };
const line = (part: Partial<LaunchSpec>): string =>
  launchCommand({ ...spec, ...part })
    .filter((word) => !word.includes('\n'))
    .join(' ');

describe('the command line that becomes the workload', () => {
  test('dies with the runner, joins, becomes the program', () => {
    expect(line({})).toBe('/bin/setpriv --pdeathsig KILL -- /bin/sh -c highwater-launch /bin/mount -- /cg/cgroup.procs -- /bin/app --x');
  });

  test('root binds copies in a mount namespace; a user needs a user namespace around it and its own ids back inside', () => {
    expect(line({ binds: [bind] })).toContain('/bin/unshare --mount -- /bin/setpriv --pdeathsig KILL');
    expect(line({ binds: [bind] })).toContain('/bin/mount /state/1/app /bin/app -- /cg/cgroup.procs');
    const user = line({ binds: [bind], uid: 1000, gid: 100 });
    expect(user.startsWith('/bin/unshare --user --map-root-user --mount -- ')).toBe(true);
    expect(user).toContain('-- /bin/unshare --user --map-user=1000 --map-group=100 -- /bin/app --x');
    expect(line({ uid: 1000, gid: 100 })).not.toContain('unshare');
  });

  test('is pinned where there are cores to keep apart, and lives without what is missing', () => {
    expect(line({ cores: [0, 1, 2] }).startsWith('/bin/taskset --cpu-list 0,1,2 ')).toBe(true);
    expect(line({ tools: { ...tools, setpriv: undefined } }).startsWith('/bin/sh ')).toBe(true);
  });

  test('variables that a shell would drop go through env, others never onto the command line', () => {
    const words = line({ env: { 'spring.port': '80', TOKEN: 'secret' } });
    expect(words).toContain('/bin/env spring.port=80 /bin/app');
    expect(words).not.toContain('secret');
  });
});

test('placeholders are filled, other braces stay', () => {
  expect(fillPlaceholders('{"a":{port},"dir":"{state}","x":"{Port}"}', { port: 81, state: '/s' })).toBe('{"a":81,"dir":"/s","x":"{Port}"}');
});

test('the workload gets a few variables of the caller and all of the plan', () => {
  const env = workloadEnv({ PATH: '/bin', NODE_OPTIONS: '--inspect', HOME: '/h' }, { PORT: '{port}', HOME: '/mine' }, { port: 5, state: '/s' });
  expect(env).toEqual({ PATH: '/bin', HOME: '/mine', PORT: '5' });
  expect(secretValues({ A: 'hunter2hunter2', B: 'true' })).toEqual(['hunter2hunter2']);
});

test('programs: with a slash from the scenario, bare names from PATH, no folders', () => {
  expect(programPath('sh', '/', '/nowhere:/bin')).toBe('/bin/sh');
  expect(programPath('./sh', '/bin', '')).toBe('/bin/sh');
  expect(programPath('sh', '/bin', '/nowhere')).toBeUndefined();
  expect(programPath('/bin', '/', '')).toBeUndefined();
});

test('host and port of a URL', () => {
  expect(endpointOf('http://127.0.0.1:8080/x')).toEqual({ host: '127.0.0.1', port: 8080 });
  expect(endpointOf('https://[::1]')).toEqual({ host: '::1', port: 443 });
  expect(endpointOf('redis://localhost:6379')).toEqual({ host: 'localhost', port: 6379 });
  expect(endpointOf('redis://localhost')).toBeUndefined();
  expect(endpointOf('not a url')).toBeUndefined();
});

test('back-off as a kubelet: at once, then 10 s doubling to 5 min', () => {
  expect([1, 2, 3, 4, 6, 7, 30].map((deaths) => backoffMs(deaths, kubeletBackoff))).toEqual([0, 10_000, 20_000, 40_000, 160_000, 300_000, 300_000]);
});

test('cores are split from four on', () => {
  expect(parseCpuList('0-2,5,7-8\n')).toEqual([0, 1, 2, 5, 7, 8]);
  expect(splitCores([0, 1, 2])).toBeUndefined();
  expect(splitCores([0, 1, 2, 3])).toEqual({ workload: [0, 1, 2], load: [3] });
  expect(splitCores([0, 1, 2, 3, 4, 5, 6, 7])?.load).toEqual([6, 7]);
});
