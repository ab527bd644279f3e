import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/cli/context.ts';
import { reopenRun, requireSameScript, resolveFor, startRun } from '../../src/cli/open-run.ts';
import type { VerbOptions } from '../../src/cli/program.ts';
import { requireSameMachine } from '../../src/cli/same-machine.ts';
import type { LoadDriver } from '../../src/ports/load.ts';
import type { Environment } from '../../src/ports/target.ts';
import { readManifest } from '../../src/recording/reader.ts';
import { writeSyntheticRecording } from '../../src/recording/synth.ts';
import { HighwaterError } from '../../src/shared/errors.ts';
import { MiB } from '../../src/shared/quantity.ts';

let dir: string;
const plan = `apiVersion: highwater/v1
name: shop
workload: { limit: 64Mi, local: { command: [node, server.js], env: { TOKEN: hush-hush }, url: "http://127.0.0.1:{port}" } }
load: { script: load.js, levels: [10, 20], peak: 20 }
`;
const write = (name: string, text: string) => writeFileSync(join(dir, 'shop', name), text);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-resume-'));
  mkdirSync(join(dir, 'shop'));
  write('plan.yaml', plan);
  write('load.js', "import { path } from './paths.js';\nexport default function () {}\n");
  write('paths.js', "export const path = '/';\n");
  write('server.js', 'listen();\n');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const contextIn = (cwd: string) => ({ cwd, env: {}, now: () => new Date(0) }) as unknown as Context;
const options = (set: string[] = []): VerbOptions => ({ set, out: 'reports', inconclusive: 'fail' });
const environment = { availableBytes: 1024 * MiB } as Environment;

function begin(set: string[] = []): string {
  const context = contextIn(dir);
  return startRun(context, 'shop', options(set), resolveFor(context, 'shop', options(set)), environment, 'run-1').runDir;
}
const reopen = (runDir: string, set: string[] = [], cwd = dir) => reopenRun(contextIn(cwd), runDir, options(set));

function failure(action: () => unknown): HighwaterError {
  try {
    action();
  } catch (error) {
    if (error instanceof HighwaterError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('a run that is opened again', () => {
  it('has the same plan, from whatever folder it is asked for', () => {
    const runDir = begin(['load.hold=7s']);
    expect(reopen(runDir, [], tmpdir()).resolved.plan.load.holdMs).toBe(7000);
    expect(() => requireSameScript(reopen(runDir))).not.toThrow();
  });

  it.each([
    ['plan', () => write('plan.yaml', plan.replace('64Mi', '65Mi'))],
    ['k6 script', () => write('load.js', 'export default function () { more(); }\n')],
    ['k6 script', () => write('paths.js', "export const path = '/other';\n")],
    ['program', () => write('server.js', 'listen(); leak();\n')],
    ['environment', () => write('plan.yaml', plan.replace('hush-hush', 'other'))],
  ])('is refused when its %s has changed', (what, change) => {
    const runDir = begin();
    change();
    expect(failure(() => reopen(runDir))).toMatchObject({ code: 'usage', message: expect.stringContaining(`the ${what}`) });
  });

  it('is not refused for files that nobody reads', () => {
    const runDir = begin();
    write('README.md', 'new\n');
    write('plan.yaml', `# a remark\n${plan}`);
    expect(() => reopen(runDir)).not.toThrow();
  });

  it('refuses another value of the plan instead of ignoring it', () => {
    const runDir = begin();
    expect(failure(() => reopen(runDir, ['load.peak=10', 'load.levels=[10]'])).message).toContain('the plan');
  });

  it('tells when the script is changed under a run that goes on', () => {
    const open = reopen(begin());
    write('paths.js', "export const path = '/other';\n");
    expect(failure(() => requireSameScript(open))).toMatchObject({ code: 'usage', message: expect.stringContaining('was changed') });
    rmSync(join(dir, 'shop', 'load.js'));
    expect(failure(() => requireSameScript(open))).toMatchObject({ code: 'usage', message: expect.stringContaining('was removed') });
  });

  it('keeps no secret that came from --set, and takes it anew', () => {
    const secrets = ['workload.local.env.TOKEN=s3cr3t-token', 'workload.local.env={TOKEN: s3cr3t-token}', 'workload.local={env: {TOKEN: s3cr3t-token}}'];
    for (const secret of secrets) {
      const runDir = begin([secret]);
      expect(readFileSync(join(runDir, 'run.json'), 'utf8')).not.toContain('s3cr3t');
      expect(failure(() => reopen(runDir)).hint).toContain('given again');
      expect(reopen(runDir, [secret]).resolved.plan.workload.local?.env.TOKEN).toBe('s3cr3t-token');
    }
  });
});

describe('a run that goes on elsewhere', () => {
  const driver = { version: '2.2.0' } as LoadDriver;
  const opened = () => {
    const open = reopen(begin());
    const recording = join(open.runDir, 'recordings', '01-record');
    writeSyntheticRecording(recording, { seed: 1, cgroupVersion: 2, limitBytes: 64 * MiB, hz: 1, phases: [], memory: { baseBytes: MiB, bytesPerRate: 0 } });
    const { k6Version, scriptDigest, ...fingerprint } = readManifest(recording).fingerprint;
    return { open, fingerprint, driver: { ...driver, version: k6Version } };
  };

  it('goes on where nothing changed but a few pages of memory', () => {
    const { open, fingerprint, driver: same } = opened();
    const memoryTotalBytes = fingerprint.memoryTotalBytes - 4096;
    expect(() => requireSameMachine(open, { ...environment, fingerprint: { ...fingerprint, memoryTotalBytes } }, same)).not.toThrow();
  });

  it.each([{ kernel: '4.18' }, { cores: 96 }, { memoryTotalBytes: 1 }])('is refused with another %o', (change) => {
    const { open, fingerprint, driver: same } = opened();
    const error = failure(() => requireSameMachine(open, { ...environment, fingerprint: { ...fingerprint, ...change } }, same));
    expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining(Object.keys(change)[0] as string) });
  });

  it('is refused with another k6, and where a leak could now take the machine', () => {
    const { open, fingerprint, driver: same } = opened();
    expect(failure(() => requireSameMachine(open, { ...environment, fingerprint }, { ...same, version: '9.9.9' })).message).toContain('k6Version');
    const small = { ...environment, fingerprint, availableBytes: 100 * MiB };
    expect(failure(() => requireSameMachine(open, small, same))).toMatchObject({ code: 'environment-missing' });
  });
});
