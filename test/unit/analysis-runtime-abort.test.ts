import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { abortOf, runtimeAborts } from '../../src/analysis/deaths/application-log.ts';
import { deathLedger } from '../../src/analysis/deaths/ledger.ts';
import { syntheticEvents } from '../../src/recording/synth.ts';
import { factsOfEvents } from '../synthetic/facts-of.ts';
import { ladderSpec } from '../synthetic/specs.ts';
import { temporaryFolders } from '../synthetic/temporary-folder.ts';

const newFolder = temporaryFolders();

function abortsIn(text: string): ReturnType<typeof runtimeAborts> {
  const dir = newFolder();
  writeFileSync(join(dir, 'workload.log'), text);
  return runtimeAborts(dir);
}

describe('runtime aborts', () => {
  it.each([
    ['V8', 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', 134, null],
    ['V8', 'FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory', null, 'SIGABRT'],
    ['JVM', 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space', 1, null],
    ['JVM', 'Terminating due to java.lang.OutOfMemoryError: Java heap space', 3, null],
    ['Go', 'fatal error: runtime: out of memory', 2, null],
    ['Python', 'MemoryError', 1, null],
  ])('are recognised for %s by text and way of ending', (runtime, line, code, signal) => {
    const aborts = abortsIn(`starting\n${line}\nat somewhere\n`);
    expect(aborts).toEqual([{ runtime, line }]);
    expect(abortOf(aborts, code, signal)?.runtime).toBe(runtime);
    expect(abortOf(aborts, 0, null)).toBeUndefined();
  });

  it('are not read out of talk about memory', () => {
    expect(abortsIn('warning: heap nearly out of memory\nhandled a MemoryError in worker 3\n')).toEqual([]);
    expect(runtimeAborts(newFolder())).toEqual([]);
  });

  it('make an exit a runtime abort, never a kill by the kernel', () => {
    const exit = { kind: 'instance', t: 12_000, container: 'app', state: 'exited', restart: 0, pid: 1000, exitCode: 134, signal: null } as const;
    const facts = factsOfEvents([...syntheticEvents(ladderSpec()), exit]);
    const aborts = [{ runtime: 'V8', line: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory' }];
    expect(deathLedger(facts, aborts)).toMatchObject([{ class: 'runtime-abort', evidence: [{ source: 'exit' }, { source: 'application-log' }] }]);
    expect(deathLedger(facts, [])).toMatchObject([{ class: 'exit' }]);
  });
});
