import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordingWriter } from '../../src/recording/writer.ts';
import { makeFolder } from '../../src/run/make-folder.ts';
import { PhaseTracker } from '../../src/run/phases.ts';
import { listRecordings, readRun, recordingName } from '../../src/run/run-directory.ts';
import { Scope } from '../../src/run/scope.ts';
import { aborted, sleep } from '../../src/run/signals.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-run-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('a scope', () => {
  it('undoes everything, newest first, also when one fails, and reports every failure', async () => {
    const order: string[] = [];
    const scope = new Scope();
    scope.defer('first', () => void order.push('first'));
    scope.defer('second', () => Promise.reject(new Error('stuck')));
    scope.defer('third', () => {
      order.push('third');
      throw new Error('torn');
    });
    await expect(scope.close()).rejects.toThrow('third: torn; second: stuck');
    expect(order).toEqual(['third', 'first']);
    await expect(scope.close()).resolves.toBeUndefined();
  });
});

describe('phases', () => {
  it('are closed before the next one opens, and the last one is closed once', () => {
    const seen: string[] = [];
    const tracker = new PhaseTracker(
      (event) => seen.push(event.kind === 'phase-start' || event.kind === 'phase-end' ? `${event.kind} ${event.phase}` : event.kind),
      () => 1,
      {
        watch: () => undefined,
        phase: (name) => seen.push(`probe ${name}`),
        settled: async () => undefined,
        onKill: () => undefined,
        latest: () => undefined,
        stop: async () => undefined,
      },
    );
    tracker.turnTo({ phase: 'startup', phaseKind: 'startup' });
    tracker.turnTo({ phase: 'idle', phaseKind: 'idle' });
    tracker.finish();
    tracker.finish();
    expect(seen).toEqual(['phase-start startup', 'probe startup', 'phase-end startup', 'phase-start idle', 'probe idle', 'phase-end idle']);
  });
});

describe('a recording on disk', () => {
  const manifest = { kind: 'Recording' } as never;

  it('holds every event as one whole line after each flush', () => {
    const writer = new RecordingWriter(dir, manifest, (error) => expect.unreachable(error.message));
    writer.emit({ kind: 'note', t: 1, code: 'a', text: 'one\ntwo' });
    writer.flush();
    writer.emit({ kind: 'note', t: 2, code: 'b', text: 'three' });
    writer.close();
    writer.emit({ kind: 'note', t: 3, code: 'c', text: 'after the end' });
    const lines = readFileSync(join(dir, 'events.ndjson'), 'utf8').split('\n');
    expect(lines.slice(0, -1).map((line) => JSON.parse(line).code)).toEqual(['a', 'b']);
    expect(lines.at(-1)).toBe('');
    expect(existsSync(join(dir, '.manifest.json'))).toBe(false);
  });

  it('says once that the disk is full instead of throwing', () => {
    const failures: string[] = [];
    // /dev/full answers every write with ENOSPC (man 4 full).
    symlinkSync('/dev/full', join(dir, 'events.ndjson'));
    const writer = new RecordingWriter(dir, manifest, (error) => failures.push(error.message));
    for (let i = 0; i < 3; i += 1) {
      writer.emit({ kind: 'note', t: i, code: 'a', text: 'x' });
      writer.flush();
    }
    writer.close();
    expect(failures).toHaveLength(1);
    expect(failures[0]).toContain('ENOSPC');
  });

  it('is listed in the order it was made, and a folder without a manifest is not', () => {
    const names = [2, 10, 1].map((index) =>
      recordingName({ index, purpose: 'record', limitBytes: 1, seed: 1, load: 'ladder', loadFactor: 1, stopAtFirstKill: false }),
    );
    for (const name of names) {
      mkdirSync(join(dir, 'recordings', name), { recursive: true });
      writeFileSync(join(dir, 'recordings', name, 'manifest.json'), '{}');
    }
    mkdirSync(join(dir, 'recordings', '11-record'));
    expect(listRecordings(dir).map((path) => basename(path))).toEqual(['01-record', '02-record', '10-record']);
    expect(() => readRun(dir)).toThrow(/not a run directory/);
  });
});

describe('a folder for runs', () => {
  it('is made with those above it, and is left as it is when it is there', () => {
    makeFolder(join(dir, 'a', 'b'));
    writeFileSync(join(dir, 'a', 'b', 'kept'), '');
    makeFolder(join(dir, 'a', 'b'));
    expect(existsSync(join(dir, 'a', 'b', 'kept'))).toBe(true);
  });

  it('that cannot be made is the machine: below a file, and where nothing can be made at all', () => {
    writeFileSync(join(dir, 'file'), '');
    for (const path of [join(dir, 'file', 'below'), '/proc/highwater/reports']) {
      expect(() => makeFolder(path)).toThrow(expect.objectContaining({ code: 'recording-failed', hint: expect.stringContaining('--out') }));
    }
  });
});

describe('waiting', () => {
  it('ends early when interrupted, and does not wait at all when that was before', async () => {
    const controller = new AbortController();
    const long = sleep(3_600_000, controller.signal);
    const told = aborted(controller.signal);
    controller.abort();
    await Promise.all([long, told, sleep(3_600_000, controller.signal), aborted(controller.signal)]);
  });
});
