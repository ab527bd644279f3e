import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { describeWith } from '../requirements.ts';
import { asUser, runInVm } from '../vm/run-in-vm.ts';
import { here } from '../vm/stage-package.ts';

const MiB = 2 ** 20;
const testbed = process.env.HIGHWATER_TESTBED ?? '';
const factsScript = '/app-test/cgroup-v2-facts.mjs';

/** As root, then as a plain user, in one machine: its boot takes longer than either. */
const both = `/usr/local/bin/node ${factsScript} && exec /bin/bash ${asUser} /usr/local/bin/node ${factsScript}`;

/** What the recordings on cgroup v2 rely on, seen in the kernel they run on: if one of these fails, look here first. */
describeWith(['vm'], 'the kernel with cgroup v2', () => {
  let lines: string[];
  beforeAll(async () => {
    const files = { [factsScript]: join(here, 'cgroup-v2-facts.mjs') };
    const { exitCode, output, complaints } = await runInVm({ as: 'root', command: ['/bin/bash', '-c', both], files, timeoutS: 300 }, testbed);
    expect(exitCode, output + complaints).toBe(0);
    lines = output.split('\n').filter((line) => line.startsWith('{"uid"'));
  });
  describeFacts('root', 0, () => lines[0]);
  describeFacts('delegated-user', 1000, () => lines[1]);
});

function describeFacts(as: string, uid: number, line: () => string | undefined): void {
  let facts: ReturnType<typeof JSON.parse>;
  beforeAll(() => {
    facts = JSON.parse(line() ?? '');
  });

  test(`${as}: runs as that user, with the memory controller and PSI`, () => {
    expect(facts).toMatchObject({ uid, pressure: true });
    expect(facts.controllers).toContain('memory');
  });

  test(`${as}: memory.peak starts again after a write, for the file it was written through alone`, () => {
    expect(facts.peak.before).toBeGreaterThan(64 * MiB);
    expect(facts.peak.after).toBeLessThan(32 * MiB);
    expect(facts.peak.forOthers).toBe(facts.peak.before);
  });

  test(`${as}: a kill at the limit is in memory.events.local`, () => {
    expect(facts.kill).toEqual({ exitCode: null, signal: 'SIGKILL', oomKills: 1 });
  });
}
