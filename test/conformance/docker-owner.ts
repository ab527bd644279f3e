// Run as a process of its own, to be killed: deploys workload.mjs of the scenario, prints `deployed PID...` and stays.
import { dockerHarness } from './docker-harness.ts';
import { planOf, variantOf } from './target-harness.ts';

const [stateDir, runId, scenarioDir, recordingDir] = process.argv.slice(2) as [string, string, string, string];
const plan = planOf('docker', dockerHarness.workloadOf('workload.mjs', {}));
const environment = await dockerHarness.createTarget(stateDir).provision({ plan, runId, scenarioDir, note: () => undefined });
const watched: Parameters<typeof dockerHarness.processes>[0][] = [];
const workload = await environment.deploy({
  plan,
  variant: variantOf(1, 256 * 2 ** 20),
  scenarioDir,
  recordingDir,
  clock: () => performance.now(),
  emit: () => undefined,
  watch: (cgroup) => watched.push(cgroup),
});
await workload.ready;
process.stdout.write(`deployed ${watched.flatMap((cgroup) => dockerHarness.processes(cgroup)).join(' ')}\n`);
setInterval(() => undefined, 1000);
