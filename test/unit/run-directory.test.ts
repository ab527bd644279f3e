import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../src/recording/reader-manifest.ts';
import { listRecordings, readRun } from '../../src/run/run-directory.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-run-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function recording(name: string, files: readonly string[]): void {
  mkdirSync(join(dir, 'recordings', name), { recursive: true });
  for (const file of files) writeFileSync(join(dir, 'recordings', name, file), '');
}

describe('the recordings of a run directory', () => {
  it('hold one that lost its manifest, which cannot be read then, and none that was never begun', () => {
    recording('10-confirm', ['manifest.json', 'events.ndjson']);
    recording('02-record', ['events.ndjson']);
    recording('03-record', []);
    expect(listRecordings(dir).map((path) => basename(path))).toEqual(['02-record', '10-confirm']);
    expect(() => readManifest(join(dir, 'recordings', '02-record'))).toThrow(/02-record\/manifest\.json/);
  });
});

describe('a run.json that was damaged', () => {
  it.each(['x', '{"kind": "Run"}'])('is named, with what to do: %s', (text) => {
    writeFileSync(join(dir, 'run.json'), text);
    expect(() => readRun(dir)).toThrow(expect.objectContaining({ code: 'recording-unreadable', hint: expect.stringContaining('measure again') }));
  });
});
