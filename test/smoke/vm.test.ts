import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { describeWith } from '../requirements.ts';
import { runInVm, type VmCommand } from '../vm/run-in-vm.ts';
import { here } from '../vm/stage-package.ts';

const MiB = 2 ** 20;
const testbed = process.env.HIGHWATER_TESTBED ?? '';
const factsScript = '/app-test/cgroup-v2-facts.mjs';

function factsAs(as: VmCommand['as']): VmCommand {
  return { as, command: ['/usr/local/bin/node', factsScript], files: { [factsScript]: join(here, 'cgroup-v2-facts.mjs') }, timeoutS: 300 };
}

/** What the recordings on cgroup v2 rely on, seen in the kernel they run on: if one of these fails, look here first. */
describeWith(['vm'], 'the kernel with cgroup v2', () => {
  for (const [as, uid] of [
    ['root', 0],
    ['delegated-user', 1000],
  ] as const) {
    describeFacts(as, uid);
  }
});

function describeFacts(as: VmCommand['as'], uid: number): void {
  let facts: ReturnType<typeof JSON.parse>;
  beforeAll(async () => {
    const { exitCode, output, complaints } = await runInVm(factsAs(as), testbed);
    expect(exitCode, output + complaints).toBe(0);
    facts = JSON.parse(output.trim().split('\n').at(-1) ?? '');
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
