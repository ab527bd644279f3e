import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentScript } from '../../src/probes/agent/script.ts';
import { bundleOptions } from '../../src/shared/bundle.ts';
import { describeWith } from '../requirements.ts';
import { runInVm } from '../vm/run-in-vm.ts';
import { here } from '../vm/stage-package.ts';

const MiB = 2 ** 20;
const inside = '/app-test';

/** What kind cannot show here: cgroup v2, the systemd driver's names, and kills of whole groups. */
describeWith(['vm'], 'the agent on a kubepods tree of cgroup v2', () => {
  let facts: ReturnType<typeof JSON.parse>;
  const dir = mkdtempSync(join(tmpdir(), 'highwater-vm-agent-'));
  beforeAll(async () => {
    const { build } = await import('esbuild');
    const [program, script] = [join(dir, 'agent-v2.mjs'), join(dir, 'agent-script.mjs')];
    await build({ ...bundleOptions(join(here, 'agent-v2.ts')), external: ['esbuild'], write: true, outfile: program });
    writeFileSync(script, await agentScript());
    const files = { [`${inside}/agent-v2.mjs`]: program, [`${inside}/agent-script.mjs`]: script };
    const command = ['/usr/local/bin/node', `${inside}/agent-v2.mjs`];
    const { exitCode, output, complaints } = await runInVm({ as: 'root', command, files, timeoutS: 840 }, process.env.HIGHWATER_TESTBED ?? '');
    expect(exitCode, output + complaints).toBe(0);
    facts = JSON.parse(
      output
        .trim()
        .split('\n')
        .findLast((line) => line.startsWith('{"version"')) ?? '',
    );
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  test('a group kill in a scope that is removed at once is told, in counters and log', () => {
    expect(facts.version).toBe(2);
    expect(facts.kills).toBeGreaterThan(0);
    expect(facts.gone).toBe(true);
    expect(facts.killLines).toBeGreaterThanOrEqual(2);
    expect(facts.groupLines).toBe(1);
    // Those of the container go with its scope, whenever that is; the pod's stay and count what happened below.
    expect(facts.pod.counters.hierarchical).toMatchObject({ oom_kill: facts.killLines, oom_group_kill: 1 });
    expect(facts.pod.counters.local).toMatchObject({ oom: 0 });
    expect(facts.pod.limitBytes).toBe(200 * MiB);
  });

  test('each phase has a watermark of its own, and stall is counted', () => {
    expect(facts.watermarks.map(({ phase, sinceReset }: { phase: string; sinceReset: boolean }) => [phase, sinceReset])).toEqual([
      ['startup', true],
      ['idle', true],
    ]);
    expect(facts.pressure).toBeGreaterThan(0);
  });

  test('a cut connection leaves no hole that is not told', () => {
    expect(facts.samplesInCut).toBeGreaterThan(0);
    expect(facts.longestHoleMs).toBeLessThan(1000 + facts.gapMs);
  });
});
