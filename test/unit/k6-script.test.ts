import { describe, expect, test } from 'vitest';
import { loadEnd } from '../../src/loads/k6/exit-outcome.ts';
import { k6Problem } from '../../src/loads/k6/k6-message.ts';
import { k6Environment, launchOf } from '../../src/loads/k6/launch.ts';
import { createLineSplitter, parseResultLine } from '../../src/loads/k6/result-lines.ts';
import type { ProcessRunner } from '../../src/loads/k6/run-process.ts';
import { checkProfile, keptSystemTags, ownDurationMs, ownExecs, replacedShortcuts, scriptOptionsSchema } from '../../src/loads/k6/script-options.ts';
import { wrapperModule } from '../../src/loads/k6/wrapper.ts';

const options = (value: Record<string, unknown>) => scriptOptionsSchema.parse(value);
const ramp = {
  executor: 'ramping-vus',
  startTime: '10s',
  stages: [
    { duration: '1m0s', target: 5 },
    { duration: '30s', target: 0 },
  ],
};
const browse = { executor: 'constant-vus', vus: 2, duration: '1m15s', exec: 'browse', startTime: null };

describe('script and profile', () => {
  test('own scenarios need profile script', () => {
    expect(() => checkProfile('ladder', options({ scenarios: { browse } }), 'load.ts')).toThrow(expect.objectContaining({ code: 'script-invalid' }));
    expect(() => checkProfile('script', options({ scenarios: { browse } }), 'load.ts')).not.toThrow();
  });

  test('profile script needs own scenarios', () => {
    expect(() => checkProfile('script', options({ scenarios: null, vus: 3 }), 'load.ts')).toThrow('no options.scenarios');
    expect(() => checkProfile('soak', options({ scenarios: null, vus: 3 }), 'load.ts')).not.toThrow();
  });

  test('lasts until the last of its scenarios ends by plan', () => {
    expect(ownDurationMs(options({ scenarios: { ramp, browse } }))).toBe(100_000);
    expect(ownDurationMs(options({ scenarios: { browse } }))).toBe(75_000);
    expect(ownDurationMs(options({ scenarios: { once: { executor: 'shared-iterations', iterations: 10 } } }))).toBe(600_000);
  });

  test('names the functions it runs and the shortcuts that are replaced', () => {
    expect(ownExecs(options({ scenarios: { ramp, browse, again: browse } }))).toEqual({ ramp: 'default', browse: 'browse', again: 'browse' });
    expect(replacedShortcuts(options({ vus: 3, duration: '5s', iterations: null }))).toEqual(['vus', 'duration']);
  });

  test('keeps the system tags that its thresholds select by, and no tag of its own making', () => {
    const thresholds = { 'http_req_duration{method:GET, status:200}': [], 'checks{group:::login}': [], 'http_reqs{shop:eu}': [] };
    expect(keptSystemTags(options({ thresholds }))).toEqual(['scenario', 'status', 'expected_response', 'error_code', 'method', 'group']);
    expect(keptSystemTags(options({}))).toEqual(['scenario', 'status', 'expected_response', 'error_code']);
  });
});

describe('wrapper', () => {
  const level = { name: 'level-2.5', rate: 2.5, startMs: 3000, durationMs: 2000, settleMs: 0 };
  const request = { scriptUrl: 'file:///s/load.ts', seedUrl: 'file:///w/seed.js', levels: [level], timeoutMs: 10_000, ownScenarios: undefined, instances: 1 };

  test('caps VUs at rate x timeout and keeps fractions of a rate', () => {
    const text = wrapperModule(request);
    expect(text).toContain('"maxVUs": 25');
    expect(text).toContain('"rate": 2500');
    expect(text).toContain('"level-2_5"');
    expect(text).toContain('"startTime": "4000ms"');
  });

  test("ends a level between two iterations, so that their number is the plan's", () => {
    const durationOf = (rate: number, durationMs: number) =>
      /"duration": "(\d+)ms"/.exec(wrapperModule({ ...request, levels: [{ ...level, rate, durationMs }] }))?.[1];
    expect(durationOf(10, 3000)).toBe('2950');
    expect(durationOf(2, 1200)).toBe('1250');
    expect(durationOf(2, 2700)).toBe('2750');
    expect(durationOf(1, 1000)).toBe('1000');
  });

  test("adds no level to a script's own scenarios", () => {
    const text = wrapperModule({ ...request, ownScenarios: { a: 'browse', b: 'browse' } });
    expect(text).toContain('...script.options.scenarios');
    expect(text).not.toContain('constant-arrival-rate');
    expect(text).not.toContain('export default');
    expect(text.match(/export const browse/g)).toHaveLength(1);
  });
});

describe('result lines', () => {
  const line =
    '{"metric":"http_req_duration","type":"Point","data":{"time":"2026-11-21T09:01:37.332039944+01:00","value":13.5,"tags":{"scenario":"level-5","status":"200"}}}';

  test('are read with the zone they were stamped in', () => {
    expect(parseResultLine(line)).toEqual({
      metric: 'http_req_duration',
      wallMs: Date.parse('2026-11-21T08:01:37.332Z'),
      value: 13.5,
      scenario: 'level-5',
      status: '200',
    });
  });

  test('of other metrics and of definitions are passed over', () => {
    expect(parseResultLine(line.replace('http_req_duration', 'http_req_waiting'))).toBeUndefined();
    expect(parseResultLine('{"type":"Metric","data":{"name":"http_req_duration"},"metric":"http_req_duration"}')).toBeUndefined();
  });

  test('are whole however the bytes come in; a torn last one never is', () => {
    const seen: string[] = [];
    const split = createLineSplitter((text) => seen.push(text));
    for (const chunk of ['a', 'b\nc', 'd\n\ne', 'f']) split(chunk);
    expect(seen).toEqual(['ab', 'cd', '']);
  });
});

describe('endings', () => {
  const exit = { signal: null, stopRequested: false, problem: undefined };

  test.each([
    [0, 'completed'],
    [99, 'thresholds-failed'],
    [103, 'stopped'],
    [104, 'invalid'],
    [105, 'stopped'],
    [107, 'script-failed'],
    [108, 'script-failed'],
    [109, 'died'],
    [137, 'died'],
  ] as const)('exit code %i is %s', (exitCode, outcome) => {
    expect(loadEnd({ ...exit, exitCode }).outcome).toBe(outcome);
  });

  test('a signal that we did not send is a death, one that we sent after the grace a stop', () => {
    const killed = { ...exit, exitCode: null, signal: 'SIGKILL' };
    expect(loadEnd(killed)).toMatchObject({ outcome: 'died', detail: 'k6 was killed by SIGKILL' });
    expect(loadEnd({ ...killed, stopRequested: true }).outcome).toBe('stopped');
  });

  test("carries k6's own words", () => {
    const log = [
      'time="2026-11-21T09:02:21Z" level=info msg=hello source=console',
      'time="2026-11-21T09:02:21Z" level=error msg="ReferenceError: foo is not defined\\n\\tat file:///s/load.js:2:1(10)\\n" hint="script exception"',
    ].join('\n');
    expect(loadEnd({ ...exit, exitCode: 107, problem: k6Problem(log) }).detail).toBe(
      'the script threw an exception: ReferenceError: foo is not defined\n\tat /s/load.js:2:1(10)',
    );
    expect(k6Problem('time="x" level=warning msg="Request Failed"')).toBeUndefined();
  });
});

test("k6's own switches do not reach it from outside, the rest of the environment does", () => {
  expect(k6Environment({ K6_VUS: '900', SHOP: 'eu' }, 'http://127.0.0.1:1')).toEqual({
    SHOP: 'eu',
    TARGET_URL: 'http://127.0.0.1:1',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  });
});

describe('launch', () => {
  const found: ProcessRunner = async () => ({ exitCode: 0, stdout: '', stderr: '' });
  const refusing: ProcessRunner = async () => ({ exitCode: 1, stdout: '', stderr: 'unrecognized option' });
  const tools = { PATH: process.env.PATH };

  test('dies with the runner and keeps to its cores, as one process', async () => {
    const { command, args, missing } = await launchOf('/k6', ['run'], [0, 2], tools, found);
    expect(command).toMatch(/\/setpriv$/);
    expect(args.slice(0, 2)).toEqual(['--pdeathsig', 'KILL']);
    expect(args[2]).toMatch(/\/taskset$/);
    expect(args.slice(3)).toEqual(['--cpu-list', '0,2', '/k6', 'run']);
    expect(missing).toEqual([]);
  });

  test('says what it cannot have', async () => {
    expect((await launchOf('/k6', [], undefined, tools, refusing)).missing.map(({ code }) => code)).toEqual(['load-may-outlive']);
    const bare = await launchOf('/k6', ['run'], [1], { PATH: '' }, found);
    expect([bare.command, ...bare.args]).toEqual(['/k6', 'run']);
    expect(bare.missing.map(({ code }) => code)).toEqual(['load-not-pinned', 'load-may-outlive']);
  });
});
