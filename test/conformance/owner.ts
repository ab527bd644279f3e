// Run as a process of its own, to be killed: deploys workload.mjs of a bench's scenario, prints `deployed PID...` and stays.
import { MiB } from '../../src/shared/quantity.ts';
import { dockerHarness } from './docker-harness.ts';
import { kindHarness } from './kind-harness.ts';
import { localHarness } from './local-harness.ts';
import { Bench } from './target-harness.ts';

const [kind, dir, runId] = process.argv.slice(2) as ['local' | 'docker' | 'kind', string, string];
const harness = { local: localHarness, docker: dockerHarness, kind: kindHarness }[kind];
const bench = new Bench(harness, { dir, runId });
const deployment = await bench.deploy(bench.planOfScript(), 256 * MiB);
await deployment.workload.ready;
process.stdout.write(`deployed ${deployment.cgroups.flatMap((cgroup) => harness.processes(cgroup)).join(' ')}\n`);
setInterval(() => undefined, 1000);
