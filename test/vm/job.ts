import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EventOf, eventSchema, type RecordingEvent } from '../../src/recording/events.ts';
import { runInVm, type VmCommand } from './run-in-vm.ts';
import { here, programOnPath } from './stage-package.ts';

/** What outgrows.sh left: two run directories, how each verb ended, and the tree of cgroups before and after. */
export class JobOutput {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
  }

  text(name: string): string {
    return readFileSync(join(this.#dir, name), 'utf8');
  }

  runDir(job: 'group' | 'single'): string {
    const [only, ...more] = readdirSync(join(this.#dir, job));
    if (only === undefined || more.length > 0) throw new Error(`${job} does not hold one run directory`);
    return join(this.#dir, job, only);
  }

  recording(job: 'group' | 'single', name: string): Recorded {
    return new Recorded(join(this.runDir(job), 'recordings', name));
  }
}

/** A recording as it lies on disk, each event checked against the schema. */
export class Recorded {
  readonly dir: string;
  readonly events: readonly RecordingEvent[];

  constructor(dir: string) {
    this.dir = dir;
    const lines = readFileSync(join(dir, 'events.ndjson'), 'utf8').trim().split('\n');
    this.events = lines.map((line) => eventSchema.parse(JSON.parse(line)));
  }

  of<K extends RecordingEvent['kind']>(kind: K): EventOf<K>[] {
    return this.events.filter((event): event is EventOf<K> => event.kind === kind);
  }

  /** The first start of the workload. */
  get cgroup(): EventOf<'cgroup'> {
    const found = this.of('cgroup').find(({ role }) => role === 'workload');
    if (found === undefined) throw new Error(`${this.dir} announces no cgroup of the workload`);
    return found;
  }

  /** memory.events.local of the first start, as it was read last. */
  get localCounters(): Readonly<Record<string, number>> {
    return this.of('counters').findLast(({ cg }) => cg === this.cgroup.cg)?.local ?? {};
  }
}

/** Runs outgrows.sh in the machine with highwater as staged in `app`. `outDir` takes what it leaves. Throws with the console where it failed. */
export async function runJob(job: {
  readonly as: VmCommand['as'];
  readonly whole: boolean;
  readonly app: string;
  readonly outDir: string;
}): Promise<JobOutput> {
  const { as, whole, app, outDir } = job;
  const files = { '/app': app, '/usr/local/bin/k6': programOnPath('k6'), '/scenario': join(here, 'outgrows'), '/outgrows.sh': join(here, 'outgrows.sh') };
  const command = ['/bin/bash', '/outgrows.sh', ...(whole ? ['whole'] : [])];
  const { exitCode, output, complaints } = await runInVm({ as, command, files, outDir, timeoutS: 800 }, process.env.HIGHWATER_TESTBED ?? '');
  if (exitCode !== 0) throw new Error(`the machine ended with ${exitCode}:\n${output}${complaints}`);
  return new JobOutput(outDir);
}
