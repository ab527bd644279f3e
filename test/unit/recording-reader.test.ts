import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RecordingEvent } from '../../src/recording/events.ts';
import { migrationFrom } from '../../src/recording/migrate.ts';
import { readManifest, readRecording } from '../../src/recording/reader.ts';
import { frequentEventOf } from '../../src/recording/reader-fast.ts';
import { syntheticEvents, writeSyntheticRecording } from '../../src/recording/synth.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import { seededRandom } from '../../src/shared/random.ts';
import { ladderSpec } from '../synthetic/specs.ts';
import { temporaryFolders } from '../synthetic/temporary-folder.ts';

const newFolder = temporaryFolders();
const spec = ladderSpec({ kills: [{ atMs: 9000, what: 'main' }], sidecars: 1 });

function recording(): { dir: string; events: string; manifest: string } {
  const dir = newFolder();
  writeSyntheticRecording(dir, spec);
  return { dir, events: join(dir, 'events.ndjson'), manifest: join(dir, 'manifest.json') };
}

function read(dir: string): { events: RecordingEvent[]; ended: boolean; tornLine: boolean } {
  const events: RecordingEvent[] = [];
  const { ended, tornLine } = readRecording(dir, (event) => void events.push(event));
  return { events, ended, tornLine };
}

function changeManifest(file: string, change: Record<string, unknown>): void {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
}

describe('readRecording', () => {
  it('gives back every event that was written, in order', () => {
    const { dir } = recording();
    const { events, ended, tornLine } = read(dir);
    expect(events).toEqual([...syntheticEvents(spec)]);
    expect({ ended, tornLine }).toEqual({ ended: true, tornLine: false });
    expect(readManifest(dir)).toEqual(syntheticManifest(spec));
  });

  it('leaves out one torn last line, with and without its newline', () => {
    for (const torn of ['{"kind":"note","t":1,"co', '{"kind":"sample","t":5,"cg":0,"v":[12', '\0\0\0\0\n']) {
      const { dir, events } = recording();
      const whole = read(dir).events.length;
      appendFileSync(events, torn);
      expect(read(dir)).toMatchObject({ tornLine: true });
      expect(read(dir).events.length).toBe(whole);
    }
  });

  it('says that a recording without end was not closed, and reads one without events', () => {
    const { dir, events } = recording();
    const lines = readFileSync(events, 'utf8').trimEnd().split('\n');
    writeFileSync(events, `${lines.slice(0, -1).join('\n')}\n`);
    expect(read(dir)).toMatchObject({ ended: false, tornLine: false });
    writeFileSync(events, '');
    expect(read(dir)).toEqual({ events: [], ended: false, tornLine: false });
  });

  it('refuses a damaged line in the middle with its file and line', () => {
    const { dir, events } = recording();
    const lines = readFileSync(events, 'utf8').split('\n');
    lines[4] = (lines[4] as string).slice(3);
    writeFileSync(events, lines.join('\n'));
    expect(() => read(dir)).toThrow(expect.objectContaining({ code: 'recording-unreadable', message: expect.stringContaining('events.ndjson:5:') }));
  });

  it('refuses an event that lacks what its kind must have, and a kind that it does not know', () => {
    for (const line of [
      '{"kind":"watermark","t":1,"cg":0}',
      '{"kind":"sample","t":1,"cg":0,"v":["a"]}',
      '{"kind":"load","t":1}',
      '{"kind":"telepathy","t":1}',
      '7',
    ]) {
      const { dir, events } = recording();
      appendFileSync(events, `${line}\n{"kind":"note","t":2,"code":"a","text":"b"}\n`);
      expect(() => read(dir), line).toThrow(expect.objectContaining({ code: 'recording-unreadable' }));
    }
  });

  it('tolerates keys that a later tool of the same version added, at any depth', () => {
    const { dir, events, manifest } = recording();
    const added = {
      kind: 'holders',
      t: 1,
      cg: 0,
      reason: 'phase-end',
      mood: 'good',
      processes: [{ pid: 1, ppid: 0, comm: 'x', rssBytes: 1, pssBytes: null, threads: 1, openFiles: null, fds: 3 }],
    };
    appendFileSync(events, `${JSON.stringify(added)}\n`);
    changeManifest(manifest, { weather: 'fine' });
    expect(read(dir).events.at(-1)).toMatchObject({ kind: 'holders', reason: 'phase-end' });
  });

  it('reads characters of several bytes and lines longer than a chunk', () => {
    const { dir, events } = recording();
    const text = 'größer€'.repeat(300_000);
    appendFileSync(events, `${JSON.stringify({ kind: 'note', t: 1, code: 'long', text })}\n`);
    expect(read(dir).events.at(-1)).toEqual({ kind: 'note', t: 1, code: 'long', text });
  });

  it('refuses a newer version and tells how to read it', () => {
    const { dir, manifest } = recording();
    changeManifest(manifest, { schemaVersion: 2 });
    expect(() => read(dir)).toThrow(expect.objectContaining({ code: 'recording-unreadable', hint: expect.stringContaining('toolVersion') }));
  });

  it('refuses what is no recording', () => {
    expect(() => read(newFolder())).toThrow(expect.objectContaining({ code: 'recording-unreadable' }));
    const { dir, manifest } = recording();
    changeManifest(manifest, { kind: 'Analysis' });
    expect(() => read(dir)).toThrow(/not a manifest/);
    changeManifest(manifest, { kind: 'Recording', variant: { index: 0 } });
    expect(() => read(dir)).toThrow(/variant/);
  });
});

describe('migrationFrom', () => {
  const step = (from: number) => ({
    manifest: (manifest: Record<string, unknown>) => ({ ...manifest, steps: [...((manifest.steps as number[]) ?? []), from] }),
    event: (event: Record<string, unknown>) => (event.kind === 'dropped' ? [] : [{ ...event, through: `${event.through ?? ''}${from}` }]),
  });

  it('takes manifest and events through every step up to the current version', () => {
    const migration = migrationFrom(1, { 1: step(1), 2: step(2) }, 3);
    expect(migration.manifest({ schemaVersion: 1 })).toEqual({ schemaVersion: 3, steps: [1, 2] });
    expect(migration.event({ kind: 'note' })).toEqual([{ kind: 'note', through: '12' }]);
    expect(migration.event({ kind: 'dropped' })).toEqual([]);
    expect(migration.identity).toBe(false);
  });

  it('has nothing to do for the current version and refuses a hole in the registry', () => {
    expect(migrationFrom(3, {}, 3).identity).toBe(true);
    expect(() => migrationFrom(1, { 2: step(2) }, 3)).toThrow(/from recording schema version 1 to 2/);
  });
});

describe('frequentEventOf', () => {
  const fast = (line: string) => frequentEventOf(Buffer.from(`xx${line}yy`), 2, 2 + Buffer.byteLength(line));

  it('reads what JSON.parse reads, to the last bit', () => {
    const random = seededRandom(1);
    const number = () => [0, -1, Math.floor(random() * 2 ** 40), Math.round(random() * 1e8) / 1e3, -random() * 1e3][Math.floor(random() * 5)] as number;
    let read = 0;
    for (let round = 0; round < 2000; round++) {
      const lines = [
        { kind: 'sample', t: number(), cg: round, v: Array.from({ length: 1 + (round % 20) }, number) },
        { kind: 'cpu', t: number(), cg: 1, usageUs: number(), ...(round % 2 ? { periods: number(), throttledPeriods: number(), throttledUs: number() } : {}) },
        { kind: 'pressure', t: number(), scope: 'cgroup', cg: 2, resource: 'memory', someUs: number(), fullUs: number() },
      ].map((event) => JSON.stringify(event));
      for (const line of lines) {
        const event = fast(line);
        if (event === undefined) continue;
        expect(event).toEqual(JSON.parse(line));
        read++;
      }
    }
    expect(read).toBeGreaterThan(2000);
  });

  it('leaves every other form to JSON.parse', () => {
    const odd = [
      '{"kind":"sample","t":1,"cg":0,"v":[]}',
      '{"kind":"sample","t":1,"cg":0,"v":[01]}',
      '{"kind":"sample","t":1.,"cg":0,"v":[1]}',
      '{"kind":"sample","t":1e3,"cg":0,"v":[1]}',
      '{"kind":"sample","t":1,"cg":0,"v":[1],"more":2}',
      '{"kind":"sample","t":1,"cg":0,"v":[1',
      '{"kind":"sample","t":12345678901234567,"cg":0,"v":[1]}',
      '{"t":1,"kind":"sample","cg":0,"v":[1]}',
      '{"kind":"pressure","t":1,"scope":"host","resource":"memory","someUs":1,"fullUs":2}',
      '{"kind":"note","t":1,"code":"a","text":"b"}',
    ];
    for (const line of odd) expect(fast(line), line).toBeUndefined();
  });
});
