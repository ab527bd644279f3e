import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Analysis, analysisSchema } from '../../src/analysis/document.ts';
import { describeWith } from '../requirements.ts';
import { Sandbox } from './highwater.ts';

const scenario = resolve(import.meta.dirname, '../smoke/heap-scenario');
const short = ['hold=1500ms', 'settle=300ms', 'idle=300ms', 'drain=300ms', 'cooldown=300ms', 'levels=[100]'].flatMap((each) => ['--set', `load.${each}`]);

describeWith(['k6', 'cgroup'], 'highwater record --heap-snapshots', () => {
  const sandbox = new Sandbox();
  let runDir = '';
  let analysis: Analysis;

  beforeAll(async () => {
    sandbox.copyScenario(scenario, 'heap');
    const grow = ['--set', 'workload.local.env.GROW=objects,map', '--set', 'workload.local.env.NODE_OPTIONS=--title=kept'];
    const { code, stdout, stderr } = await sandbox.run(['record', 'scenarios/heap', '--heap-snapshots', '--json', ...short, ...grow]);
    expect(code, stderr).toBe(0);
    runDir = (JSON.parse(stdout) as { runDir: string }).runDir;
    const judged = await sandbox.run(['analyze', runDir]);
    expect(judged.code, judged.stderr).toBe(0);
    analysis = analysisSchema.parse(JSON.parse(readFileSync(join(runDir, 'analysis.json'), 'utf8')));
  }, 60_000);
  afterAll(() => sandbox.remove());

  it('names what each request left behind, and how much of it: objects of a class, and strings in a Map', () => {
    const growth = analysis.heap?.growth;
    expect(analysis.heap?.why).toContain('per iteration');
    const grown = (name: string) => growth?.rows.find((row) => row.name === name);
    const iterations = growth?.iterations ?? 0;
    expect(iterations).toBeGreaterThan(100);
    // An iteration that ends with its level may be counted on either side of the edge.
    expect(Math.abs((grown('Session')?.growthCount ?? 0) - iterations)).toBeLessThanOrEqual(2);
    // 2000 numbers of eight bytes that each Session holds, and a text of 12,000 characters for each request.
    expect(grown('(array)')?.growthBytes).toBeGreaterThan(iterations * 16_000);
    expect(grown('(string)')?.growthBytes).toBeGreaterThan(iterations * 12_000);
    expect(grown('(string)')?.growthBytes).toBeLessThan(iterations * 14_000);
    expect(growth?.program).toBe('node');
  });

  it('counts the recording for nothing else, and calls nothing a leak', () => {
    expect(analysis.recordings.map(({ purpose }) => purpose)).toEqual(['record']);
    expect(analysis.leak.verdict).not.toBe('leak');
  });

  it('keeps no snapshot, and had the options of the workload as they were', () => {
    const names = readdirSync(runDir, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.endsWith('.heapsnapshot'))).toEqual([]);
    expect(readdirSync(sandbox.state, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.heapsnapshot'))).toEqual([]);
    expect(readFileSync(join(runDir, 'recordings/02-heap/workload.log'), 'utf8')).toContain('title kept');
  });

  it('is refused before anything is made where the plan shows that no Node runs', async () => {
    const refused = await sandbox.run(['run', 'scenarios/heap', '--heap-snapshots', '--set', 'workload.local.command=[java, -jar, shop.jar]']);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('--heap-snapshots: only Node writes them, and this is java by the command java'),
    ]);
    expect(sandbox.runDirs()).toEqual([runDir]);
  });
});
