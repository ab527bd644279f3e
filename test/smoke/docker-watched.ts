import { deathLedger } from '../../src/analysis/deaths/ledger.ts';
import type { Death } from '../../src/analysis/document.ts';
import { factsFrom } from '../../src/analysis/facts/collect-facts.ts';
import type { DockerWorkload } from '../../src/plan/docker-fields.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { ProbeSession } from '../../src/ports/probe.ts';
import type { DeployedWorkload, Environment } from '../../src/ports/target.ts';
import { createCgroupProbe } from '../../src/probes/cgroup-probe.ts';
import type { EventOf, RecordingEvent } from '../../src/recording/events.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import { dockerHarness } from '../conformance/docker-harness.ts';
import { Bench, variantOf } from '../conformance/target-harness.ts';
import { ladderSpec } from '../synthetic/specs.ts';

export type Sampling = 'cgroup' | 'api';

/** A container under the same watch as in a run: deployed, sampled, and judged from what was recorded. */
export class Watched {
  readonly bench = new Bench(dockerHarness);
  readonly events: RecordingEvent[] = [];
  readonly #anchorMs = performance.now();
  #environment: Environment | undefined;
  #probe: ProbeSession | undefined;
  #workload: DeployedWorkload | undefined;
  #plan: Plan | undefined;

  /** A plan that runs a script with Node; `change` is laid over its docker section. */
  plan(script: string, change: Partial<DockerWorkload> = {}, sampling: Sampling = 'cgroup'): Plan {
    const plan = this.bench.plan(script);
    const docker = { ...(plan.workload.docker as DockerWorkload), ...change };
    return { ...plan, target: { kind: 'docker', docker: { sampling } }, workload: { ...plan.workload, docker } };
  }

  async provision(plan: Plan): Promise<Environment> {
    const { bench } = this;
    this.#environment ??= await bench.target.provision({ plan, runId: bench.runId, scenarioDir: bench.scenarioDir, note: () => undefined });
    return this.#environment;
  }

  async deploy(plan: Plan, limitBytes: number): Promise<DeployedWorkload> {
    const { scenarioDir, recordingDir } = this.bench;
    const environment = await this.provision(plan);
    const clock = () => performance.now() - this.#anchorMs;
    const emit = (event: RecordingEvent) => void this.events.push(event);
    // Both clocks are the machine's monotonic one, counted from different moments.
    const monotonicMs = Number(process.hrtime.bigint()) / 1e6 - clock();
    const probe = await (environment.probe ?? createCgroupProbe()).start({ hz: 20, clock, monotonicMs, emit });
    this.#probe = probe;
    this.#plan = plan;
    const watch = (cgroup: Parameters<ProbeSession['watch']>[0]) => probe.watch(cgroup);
    this.#workload = await environment.deploy({
      plan,
      variant: variantOf(1, limitBytes),
      scenarioDir,
      recordingDir,
      clock,
      emit,
      watch,
      watchPod: () => undefined,
    });
    return this.#workload;
  }

  get broken(): Promise<Error> {
    return this.#workload?.broken ?? Promise.reject(new Error('nothing was deployed'));
  }

  async get(path: string): Promise<string> {
    return (await fetch(new URL(path, this.#workload?.url))).text();
  }

  of<K extends RecordingEvent['kind']>(kind: K): EventOf<K>[] {
    return this.events.filter((event): event is EventOf<K> => event.kind === kind);
  }

  /** Waits until something was recorded. The test's own timeout bounds it. */
  async until(seen: (event: RecordingEvent) => boolean): Promise<void> {
    while (!this.events.some(seen)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Ends the recording and judges what died in it. */
  async deaths(): Promise<Death[]> {
    await this.#probe?.settled();
    await this.#probe?.stop();
    await this.#workload?.remove();
    const manifest = { ...syntheticManifest(ladderSpec()), plan: this.#plan as Plan };
    const facts = factsFrom(manifest, (visit) => {
      for (const event of this.events) visit(event);
      return false;
    });
    return deathLedger(facts, []);
  }

  get leftovers(): readonly string[] {
    return dockerHarness.leftovers(this.bench.runId);
  }

  async close(): Promise<void> {
    await this.#probe?.stop();
    await this.#workload?.remove().catch(() => undefined);
    await this.#environment?.dispose();
    await this.bench.close();
  }
}
