import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planDigest, withoutSecrets } from '../../src/plan/digest.ts';
import { drawsRandomly } from '../../src/plan/input-digest.ts';
import { planSchema } from '../../src/plan/plan.ts';
import { type ResolveRequest, resolvePlan } from '../../src/plan/resolve.ts';
import { unusedParts } from '../../src/plan/unused.ts';
import { HighwaterError } from '../../src/shared/errors.ts';

const planYaml = `apiVersion: highwater/v1
name: shop
workload:
  manifests: [workload.yaml]
  ref: Deployment/shop
  local: { command: [node, server.js], env: { TOKEN: hush, PORT: "{port}" }, url: "http://127.0.0.1:{port}" }
load:
  script: load.js
  levels: [10, 20]
  hold: 6s
  expected: 10
  peak: 20
policy: { step: "max(8Mi, 2%)" }
`;

const manifestYaml = `apiVersion: v1
kind: Service
metadata: { name: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  template:
    spec:
      containers:
        - name: app
          image: shop:1
          resources: { limits: { memory: 256Mi, cpu: 500m }, requests: { memory: 128Mi } }
        - name: sidecar
          image: proxy:1
`;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-plan-'));
  writeFileSync(join(dir, 'load.js'), 'export default function () {}');
  writeFileSync(join(dir, 'workload.yaml'), manifestYaml);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function resolve(yaml: string, more: Partial<ResolveRequest> = {}) {
  writeFileSync(join(dir, 'plan.yaml'), yaml);
  return resolvePlan({ scenario: dir, cwd: '/', env: {}, ...more });
}

function failureOf(yaml: string, more: Partial<ResolveRequest> = {}): HighwaterError {
  try {
    resolve(yaml, more);
  } catch (error) {
    if (error instanceof HighwaterError) return error;
    throw error;
  }
  throw new Error('the plan was accepted');
}

describe('a resolved plan', () => {
  it('reads quantities, durations and the limit that stands in the manifest', () => {
    const { plan } = resolve(planYaml);
    expect(plan.workload).toMatchObject({ container: 'app', currentLimitBytes: 256 * 2 ** 20, currentRequestBytes: 128 * 2 ** 20, cpuMillicores: 500 });
    expect(plan.load).toMatchObject({ holdMs: 6000, settleMs: 5000, levels: [10, 20], profile: 'ladder' });
    expect(plan.policy).toMatchObject({ killRisk: 0.01, confidence: 0.95, step: { minBytes: 8 * 2 ** 20, fraction: 0.02 } });
    expect(planSchema.parse(plan)).toEqual(plan);
  });

  it('lays environment over file and flags over both, and remembers where each value came from', () => {
    const { plan, origins } = resolve(planYaml, {
      env: { HIGHWATER_LOAD__HOLD: '9s', HIGHWATER_POLICY__MAXRUNS: '20', HIGHWATER_TESTBED: 'x' },
      assignments: ['load.hold=7s'],
    });
    expect(plan.load.holdMs).toBe(7000);
    expect(plan.policy.maxRuns).toBe(20);
    expect(origins.get('load.hold')).toBe('flag');
    expect(origins.get('policy.maxRuns')).toBe('environment');
    expect(origins.get('load.levels')).toBe('file');
    expect(origins.get('load.settle')).toBe('default');
    expect(origins.get('workload.limit')).toBe('manifest');
  });

  it('keeps the values of the environment out of what is written down', () => {
    const { plan } = resolve(planYaml);
    const written = JSON.stringify(withoutSecrets(plan));
    expect(written).toContain('TOKEN');
    expect(written).not.toContain('hush');
    expect(planDigest(plan)).toBe(planDigest(withoutSecrets(plan)));
  });

  it('has another digest when what is measured differs', () => {
    const { plan } = resolve(planYaml);
    expect(planDigest(resolve(planYaml, { assignments: ['load.peak=20'] }).plan)).toBe(planDigest(plan));
    expect(planDigest(resolve(planYaml, { assignments: ['load.hold=7s'] }).plan)).not.toBe(planDigest(plan));
  });
});

describe('a wrong plan', () => {
  it.each([
    [
      'a misspelt key, with its line and the nearest name',
      planYaml.replace('  hold: 6s', '  hodl: 6s'),
      /plan\.yaml:10: unknown key 'load\.hodl'; did you mean 'hold'\?/,
    ],
    ['an unknown key that is near to none', `${planYaml}zebra: 1\n`, /plan\.yaml:14: unknown key 'zebra'; known here: .*workload/],
    [
      'an impossible quantity',
      planYaml.replace('name: shop\nworkload:', 'name: shop\nworkload:\n  limit: 12 lots'),
      /plan\.yaml:4: workload\.limit: '12 lots' is not a Kubernetes memory quantity/,
    ],
    ['an impossible duration', planYaml.replace('6s', 'six'), /load\.hold: 'six' is not a Go duration/],
    ['a level held for too short', planYaml.replace('hold: 6s', 'hold: 999ms\n  settle: 100ms'), /load\.hold is 999 ms; a level is held for 1000 ms at least/],
    ['a level above peak', planYaml.replace('[10, 20]', '[10, 20, 30]'), /30 is above load\.peak 20/],
    ['a ladder without its peak', planYaml.replace('peak: 20', 'peak: 25'), /must include load\.peak/],
    ['a script that is not there, with its line', planYaml.replace('load.js', 'laod.js'), /plan\.yaml:8: load\.script: laod\.js does not exist/],
    [
      'a command that is no list',
      planYaml.replace('[node, server.js]', 'node server.js'),
      /plan\.yaml:6: workload\.local\.command: expected a list, as in \[a, b\]$/,
    ],
    ['a key that is not there', planYaml.replace('command: [node, server.js], ', ''), /plan\.yaml:6: workload\.local\.command: is missing; expected a list/],
    [
      'an address in which {port} is misspelt',
      planYaml.replace('127.0.0.1:{port}', '127.0.0.1:{prot}'),
      /plan\.yaml:6: workload\.local\.url: 'http:\/\/127\.0\.0\.1:\{prot\}' is no http address; filled in here: \{port\}/,
    ],
    ['a ref that no manifest has', planYaml.replace('Deployment/shop', 'Deployment/shpo'), /Deployment\/shpo is in none of workload\.yaml/],
    ['broken YAML, with its line', 'apiVersion: highwater/v1\nname: [\n', /plan\.yaml:\d+: [^:]*[^:]$/],
  ])('is refused: %s', (_what, yaml, message) => {
    const failure = failureOf(yaml);
    expect(failure.message).toMatch(message);
    expect(failure.exitCode).toBe(2);
  });

  it('is refused when it allows fewer runs than a limit takes, instead of ending before the first', () => {
    const allowing = (maxRuns: number) => planYaml.replace(/^policy.*$/m, `policy: { recordings: 10, confirmations: 3, maxRuns: ${maxRuns} }`);
    expect(failureOf(allowing(14))).toMatchObject({ exitCode: 2, message: expect.stringContaining("10 recordings, 1 at the manifest's limit") });
    expect(resolve(allowing(15)).plan.policy.maxRuns).toBe(15);
  });

  it('is taken with levels of a second', () => {
    expect(resolve(planYaml.replace('hold: 6s', 'hold: 1s\n  settle: 100ms')).plan.load.holdMs).toBe(1000);
  });

  it('is refused when an environment variable names no key, with the nearest one', () => {
    const failure = failureOf(planYaml, { env: { HIGHWATER_LOAD__PEEK: '3' } });
    expect(failure.message).toContain('HIGHWATER_LOAD__PEEK');
    expect(failure.hint).toContain('peak');
  });

  it('is refused when there is no scenario at all', () => {
    mkdirSync(join(dir, 'empty'));
    expect(() => resolvePlan({ scenario: join(dir, 'empty'), cwd: '/', env: {} })).toThrow(/no plan\.yaml/);
  });
});

describe('a plan that reads well and cannot be meant', () => {
  it.each([
    ['policy.killRisk', 'policy: { killRisk: 0% }'],
    ['policy.confidence', 'policy: { confidence: 100% }'],
    ['policy.step.fraction', 'policy: { step: "max(4Mi, 100%)" }'],
  ])('is refused for %s, because its recordings could not be read back', (path, line) => {
    expect(failureOf(planYaml.replace(/^policy.*$/m, line)).message).toContain(path);
    expect(() => resolve(planYaml.replace(/^policy.*$/m, 'policy: { killRisk: 0.1%, confidence: 99.9%, step: "max(4Mi, 99%)" }'))).not.toThrow();
  });

  it.each(['soak', 'surge'])('is refused when profile %s never drives the peak that the limit is for', (profile) => {
    const yaml = planYaml.replace('script: load.js', `script: load.js\n  profile: ${profile}`);
    expect(failureOf(yaml.replace('peak: 20', 'peak: 40')).message).toContain('never load.peak (40)');
    expect(() => resolve(yaml.replace('expected: 10', 'expected: 20'))).not.toThrow();
  });

  it('is refused with the name of what is no YAML, be it a flag or a variable', () => {
    expect(failureOf(planYaml, { assignments: ['load.levels=[1'] })).toMatchObject({ code: 'usage', message: expect.stringContaining('--set load.levels') });
    expect(failureOf(planYaml, { env: { HIGHWATER_LOAD__PEAK: '{' } })).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('HIGHWATER_LOAD__PEAK'),
    });
  });
});

describe('what a plan says and nothing acts upon', () => {
  const unused = (yaml: string) => {
    const { plan, scenarioDir } = resolve(yaml);
    return unusedParts(plan, scenarioDir).join('\n');
  };

  it('is named: manifests in a folder; traffic is used', () => {
    expect(unused(`${planYaml}traffic: { idle: 1, expected: 20, peak: 40 }\n`)).toBe('');
    mkdirSync(join(dir, 'base'));
    expect(unused(planYaml.replace('[workload.yaml]', '[base]'))).toContain('folder base');
  });

  it('is nothing in a plan that is used whole, also with a gate', () => {
    expect(unused(planYaml)).toBe('');
    expect(unused(`${planYaml}gate: { oom-kill: error }\n`)).toBe('');
  });
});

describe('random numbers of a script', () => {
  const draws = (text: string) => {
    const { plan, scenarioDir } = resolve(planYaml);
    writeFileSync(join(dir, 'load.js'), text);
    return drawsRandomly(plan, scenarioDir);
  };

  it('are found in it, in what it imports, and taken to be where nobody can look', () => {
    writeFileSync(join(dir, 'pick.js'), 'export const pick = (list) => list[Math.floor(Math.random() * list.length)];');
    expect(draws('export default () => Math.random();')).toBe(true);
    expect(draws("import { pick } from './pick.js'; export default () => pick([1]);")).toBe(true);
    expect(draws("import { randomItem } from 'https://jslib.k6.io/k6-utils/1.4.0/index.js';")).toBe(true);
  });

  it('are not there without', () => {
    writeFileSync(join(dir, 'paths.js'), "export const path = '/';");
    expect(draws("import http from 'k6/http'; import { path } from './paths.js'; export default () => http.get(path);")).toBe(false);
  });
});
