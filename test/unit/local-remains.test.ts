import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findLeftRuns } from '../../src/targets/local/remains.ts';
import { bootId, readRunState, runFolder, writeRunState } from '../../src/targets/local/run-state.ts';
import { isAlive, lineageOf, markedOwner, ownerMark, ownerOf } from '../../src/targets/machine/owner.ts';

let dir: string;
let base: { readonly version: 2; readonly memory: string };
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-remains-'));
  base = { version: 2, memory: join(dir, 'cgroup') };
  mkdirSync(base.memory);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const me = ownerOf(process.pid) as NonNullable<ReturnType<typeof ownerOf>>;
/** The same id, an earlier process. */
const gone = { ...me, startTicks: '1' };

function runCgroup(name: string, owner: typeof me | undefined): void {
  mkdirSync(join(base.memory, name, owner ? ownerMark(owner) : 'something'), { recursive: true });
}

describe('who owns a run', () => {
  test('a process is known by id and start, so a later one with the same id is another', () => {
    expect(isAlive(me)).toBe(true);
    expect(isAlive(gone)).toBe(false);
  });

  test('a zombie is dead', async () => {
    const child = spawn('true', { stdio: 'ignore' });
    const pid = child.pid as number;
    await new Promise((resolve) => child.once('exit', resolve));
    expect(ownerOf(pid)).toBeUndefined();
  });

  test('the lineage begins with the process and its parent', () => {
    expect(lineageOf(process.pid).slice(0, 2)).toEqual([process.pid, process.ppid]);
  });

  test('the mark in the cgroup survives the state folder', () => {
    runCgroup('highwater-a', me);
    expect(markedOwner(join(base.memory, 'highwater-a'))).toEqual(me);
    runCgroup('highwater-b', undefined);
    expect(markedOwner(join(base.memory, 'highwater-b'))).toBeUndefined();
  });
});

describe('what a dead owner left', () => {
  test('by its cgroup alone; living owners, unmarked directories and other names are left alone', () => {
    runCgroup('highwater-dead', gone);
    runCgroup('highwater-alive', me);
    runCgroup('highwater-foreign', undefined);
    runCgroup('other-dead', gone);
    expect(findLeftRuns(dir, base).map(({ runId }) => runId)).toEqual(['dead']);
  });

  test('by its state folder; of another boot it is dead whoever has its id now', () => {
    const cgroup = { version: 2 as const, memory: join(base.memory, 'highwater-x') };
    writeRunState(runFolder(dir, 'here'), { ...me, bootId: bootId(), cgroup });
    writeRunState(runFolder(dir, 'before'), { ...me, bootId: 'another', cgroup });
    writeRunState(runFolder(dir, 'killed'), { ...gone, bootId: bootId(), cgroup });
    expect(
      findLeftRuns(dir, undefined)
        .map(({ runId }) => runId)
        .sort(),
    ).toEqual(['before', 'killed']);
  });

  test('a folder and a cgroup of one run are one entry', () => {
    runCgroup('highwater-both', gone);
    writeFileSync(join(base.memory, 'highwater-both', 'cgroup.procs'), '');
    writeRunState(runFolder(dir, 'both'), { ...gone, bootId: bootId(), cgroup: { version: 2, memory: join(base.memory, 'highwater-both') } });
    const found = findLeftRuns(dir, base);
    expect(found).toHaveLength(1);
    expect(found[0]?.what).toMatch(/cgroup .*highwater-both and folder .*both/);
  });

  test('a state file that names a cgroup which is not ours never leads to it', () => {
    const foreign = join(base.memory, 'system.slice');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'cgroup.procs'), '');
    writeRunState(runFolder(dir, 'odd'), { ...gone, bootId: bootId(), cgroup: { version: 2, memory: foreign } });
    expect(findLeftRuns(dir, base)[0]?.what).not.toContain('system.slice');
    expect(existsSync(foreign)).toBe(true);
  });

  test('a torn state file is nobody’s', () => {
    mkdirSync(runFolder(dir, 'torn'), { recursive: true });
    writeFileSync(join(runFolder(dir, 'torn'), 'run.json'), '{"pid": 1');
    expect(readRunState(runFolder(dir, 'torn'))).toBeUndefined();
    expect(findLeftRuns(dir, base)).toEqual([]);
  });
});
