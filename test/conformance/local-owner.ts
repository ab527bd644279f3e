// Run as a process of its own, to be killed: deploys workload.mjs of the scenario, prints `deployed PID...` and stays.
import { localHarness } from './local-harness.ts';
import { planOf, variantOf } from './target-harness.ts';

const [stateDir, runId, scenarioDir, recordingDir] = process.argv.slice(2) as [string, string, string, string];
const plan = planOf('local', localHarness.workloadOf('workload.mjs', {}));
const environment = await localHarness.createTarget(stateDir).provision({ plan, runId, scenarioDir, note: () => undefined });
const watched: Parameters<typeof localHarness.processes>[0][] = [];
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
process.stdout.write(`deployed ${watched.flatMap((cgroup) => localHarness.processes(cgroup)).join(' ')}\n`);
setInterval(() => undefined, 1000);
