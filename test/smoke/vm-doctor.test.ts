import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../requirements.ts';
import { runInVm } from '../vm/run-in-vm.ts';
import { programOnPath, stagePackage } from '../vm/stage-package.ts';

interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

describeWith(['vm', 'k6'], 'highwater installed on a machine with cgroup v2', () => {
  let app: string;
  beforeAll(() => {
    app = mkdtempSync(join(tmpdir(), 'highwater-staged-'));
    stagePackage(app);
  });
  afterAll(() => rmSync(app, { recursive: true, force: true }));

  // As root, whole jobs run there (vm-job.test.ts).
  test('finds k6 and can use the local target as a delegated user', async () => {
    const { exitCode, output, complaints } = await runInVm(
      {
        as: 'delegated-user',
        command: ['/app/bin/highwater', 'doctor', '--json'],
        files: { '/app': app, '/usr/local/bin/k6': programOnPath('k6') },
        timeoutS: 300,
      },
      process.env.HIGHWATER_TESTBED ?? '',
    );
    expect(exitCode, output + complaints).toBe(0);
    const { checks } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as { checks: Check[] };
    const ready = checks.filter(({ ok }) => ok).map(({ what }) => what);
    expect(ready).toEqual(expect.arrayContaining(['k6', 'target local']));
    expect(ready).not.toContain('target docker');
  });
});
