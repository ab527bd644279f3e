import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SamplerBatch } from '../../src/probes/sampler/messages.ts';
import { Sampler } from '../../src/probes/sampler/sampler.ts';

let dir: string;
let batches: SamplerBatch[];
let nowMs: number;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-kmsg-'));
  batches = [];
  nowMs = 0;
});
afterEach(() => rmSync(dir, { recursive: true }));

const sampler = (kernelLogPath: string | undefined) =>
  new Sampler(
    { hz: 20, monotonicMs: 0, kernelLogPath, procDir: dir },
    (batch) => batches.push(batch),
    () => nowMs,
  );
const logEvents = () => batches.flatMap(({ events }) => events).filter(({ kind }) => kind === 'kernel-log' || kind === 'kernel-line');
const notes = () => batches.flatMap(({ events }) => events.flatMap((event) => (event.kind === 'note' ? [event.code] : [])));

describe('the kernel log of a sampler', () => {
  test('what comes after the start is written, what was there is not', () => {
    const path = join(dir, 'kmsg');
    writeFileSync(path, '3,1,10,-;Out of memory: Killed process 5 (old)\n');
    const running = sampler(path);
    appendFileSync(path, '3,2,20,-;Out of memory: Killed process 6 (new)\n6,3,30,-;eth0: link up\n');
    nowMs = 50;
    running.tick();
    running.stop();
    expect(logEvents().map((event) => (event.kind === 'kernel-line' ? event.seq : event.kind === 'kernel-log' && event.state))).toEqual([
      'subscribed',
      2,
      'ended',
    ]);
    expect(notes()).not.toContain('kernel-log-denied');
  });

  test('what comes just before the end is not lost', () => {
    const path = join(dir, 'kmsg');
    writeFileSync(path, '');
    const running = sampler(path);
    appendFileSync(path, '3,2,20,-;Out of memory: Killed process 6 (new)\n');
    running.stop();
    expect(logEvents().map(({ kind }) => kind)).toEqual(['kernel-log', 'kernel-line', 'kernel-log']);
  });

  test('a log that cannot be opened is a fact and a note, never an error', () => {
    sampler(join(dir, 'nowhere')).stop();
    expect(logEvents()).toMatchObject([{ state: 'denied', detail: expect.stringContaining('ENOENT') }]);
    expect(notes()).toContain('kernel-log-denied');
  });

  test('a log that nobody asked for is no complaint', () => {
    sampler(undefined).stop();
    expect(logEvents()).toMatchObject([{ state: 'denied' }]);
    expect(notes()).not.toContain('kernel-log-denied');
  });
});
