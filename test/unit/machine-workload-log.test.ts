import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { Blotter } from '../../src/targets/machine/blotter.ts';
import { WorkloadLog } from '../../src/targets/machine/workload-log.ts';

const dir = mkdtempSync(join(tmpdir(), 'highwater-log-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function passed(secrets: readonly string[], pieces: readonly string[]): string {
  const blotter = new Blotter(secrets);
  return pieces.map((piece) => blotter.pass(Buffer.from(piece)).toString()).join('') + blotter.end();
}

describe('values of the environment in output', () => {
  test.each([
    ['whole', ['token=hunter2-secret ok']],
    ['cut in two', ['token=hunter2-', 'secret ok']],
    ['cut at every letter', [...'token=hunter2-secret ok']],
  ])('are blotted out when %s', (_, pieces) => {
    expect(passed(['hunter2-secret'], pieces)).toBe('token=*** ok');
  });

  test('what only begins like one stays, also at the end', () => {
    expect(passed(['hunter2-secret'], ['hunter2-', 'public, hunter2-'])).toBe('hunter2-public, hunter2-');
  });

  test('one that holds another leaves nothing of it', () => {
    expect(passed(['password', 'password-of-admin'], ['password-of-admin password'])).toBe('*** ***');
  });

  test('bytes that are no text pass where there is nothing to hide', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x41]);
    expect(new Blotter([]).pass(bytes)).toEqual(bytes);
  });
});

test('the file of a recording holds no secret, and everything else', async () => {
  const log = new WorkloadLog(join(dir, 'workload.log'), ['hunter2-secret']);
  const output = new PassThrough();
  log.follow(output);
  output.write('connecting with hunter2-s');
  output.end('ecret\nlistening\n');
  await new Promise((resolve) => output.once('end', resolve));
  await log.close();
  expect(readFileSync(log.path, 'utf8')).toBe('connecting with ***\nlistening\n');
  expect(log.tail()).toEqual(['connecting with ***', 'listening']);
});

test('output that comes faster than the file takes it is all there, and leaves no listener behind for each wait', async () => {
  const warnings: string[] = [];
  const heard = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', heard);
  const log = new WorkloadLog(join(dir, 'flood.log'), []);
  const output = new PassThrough();
  log.follow(output);
  const line = 'x'.repeat(100_000);
  for (let count = 0; count < 30; count += 1) output.write(line);
  output.end();
  await new Promise((resolve) => output.once('end', resolve));
  await log.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', heard);
  expect(readFileSync(log.path, 'utf8')).toHaveLength(3_000_000);
  expect(warnings).toEqual([]);
});
