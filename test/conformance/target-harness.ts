import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, Variant } from '../../src/plan/plan.ts';
import type { DeployedWorkload, Environment, Target, WatchedCgroup, WatchedPod } from '../../src/ports/target.ts';
import type { EventOf, RecordingEvent } from '../../src/recording/events.ts';
import { MiB } from '../../src/shared/quantity.ts';

export interface WorkloadOptions {
  /** On top of what a start takes on this target before the program runs. */
  readonly readyTimeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Program instead of the script's own interpreter. */
  readonly command?: readonly string[];
}

/** What differs between targets: how a Node script becomes a workload, and where to look for what it left. */
export interface TargetHarness {
  createTarget(stateDir: string): Target;
  /** The parts of a plan that run `scriptFile` of the scenario folder with Node. It gets PORT, STATE and `options.env`. What else it needs is put into that folder. */
  describe(scenarioDir: string, scriptFile: string, options: WorkloadOptions): Pick<Plan, 'target' | 'workload'>;
  /** How often a program that ends by itself before it is ready is started again before it is refused. */
  readonly restartsAtStart: number;
  /** How the exit of a main process that was killed is told: a container engine makes a code of the signal. */
  readonly killedExit: { readonly exitCode: number | null; readonly signal: string | null };
  /** The same plan, its workload reached at a port that the plan names; left out where a target always takes a free one. */
  readonly atPort?: (plan: Plan, port: number) => Plan;
  /** Page cache charged to a cgroup, bytes. */
  fileBytes(cgroup: WatchedCgroup): number;
  /** The memory limit that stands at the cgroup, bytes. */
  limitBytes(cgroup: WatchedCgroup): number;
  /** Cgroups, containers or the like that still exist for a run, by name. */
  leftovers(runId: string): readonly string[];
  /** Ids of processes in a cgroup. */
  processes(cgroup: WatchedCgroup): readonly number[];
  /** Where the target announces pods: the cgroups of the workload's container that are known of one, oldest first. */
  readonly cgroupsOf?: (pod: WatchedPod) => readonly WatchedCgroup[];
  /** Whether an event about the main process is about the one that runs in this cgroup. */
  isAbout(event: EventOf<'instance'>, cgroup: WatchedCgroup): boolean;
}

const load: Plan['load'] = {
  script: 'load.ts',
  profile: 'ladder',
  levels: [1],
  holdMs: 1000,
  settleMs: 0,
  idleMs: 0,
  drainMs: 0,
  cooldownMs: 0,
  timeoutMs: 1000,
  expected: 1,
  peak: 1,
};

const policy: Plan['policy'] = {
  killRisk: 0.01,
  confidence: 0.95,
  recordings: 3,
  confirmations: 3,
  overload: 1.2,
  maxRuns: 12,
  step: { minBytes: 4 * MiB, fraction: 0.02 },
  request: 'limit',
};

export function variantOf(index: number, limitBytes: number): Variant {
  return { index, purpose: 'record', limitBytes, seed: 1, load: 'ladder', loadFactor: 1, stopAtFirstKill: false };
}

/** One deployed workload with everything that was heard of it. */
export class Deployment {
  readonly workload: DeployedWorkload;
  readonly events: readonly RecordingEvent[];
  readonly cgroups: readonly WatchedCgroup[];

  readonly membersWhenAnnounced: readonly number[];

  constructor(workload: DeployedWorkload, events: readonly RecordingEvent[], cgroups: readonly WatchedCgroup[], membersWhenAnnounced: readonly number[]) {
    this.workload = workload;
    this.events = events;
    this.cgroups = cgroups;
    this.membersWhenAnnounced = membersWhenAnnounced;
  }

  get cgroup(): WatchedCgroup {
    return this.cgroups.at(-1) as WatchedCgroup;
  }

  of<K extends RecordingEvent['kind']>(kind: K): EventOf<K>[] {
    return this.events.filter((event): event is EventOf<K> => event.kind === kind);
  }

  /** States of the main process in order, with the restart that they belong to. A back-off that is no wait may be told or not: a kubelet does not. */
  get states(): string[] {
    return this.of('instance')
      .filter(({ backoffMs }) => backoffMs !== 0)
      .map(({ state, restart }) => `${state} ${restart}`);
  }

  /** Waits until the main process has gone through a state, as `ready 1`. The test's own timeout bounds it. */
  async reached(state: string): Promise<void> {
    while (!this.states.includes(state)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Waits until requests reach the workload again: what routes them learns of a restart a moment later. */
  async answers(): Promise<void> {
    while ((await this.get('/healthz').catch(() => '')) !== 'ok') await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async get(path: string): Promise<string> {
    const response = await fetch(new URL(path, this.workload.url));
    return response.text();
  }
}

/** A scenario, a state folder and an environment that are gone at the end, whatever the case did. */
export class Bench {
  static #made = 0;
  readonly harness: TargetHarness;
  readonly dir: string;
  readonly stateDir: string;
  readonly scenarioDir: string;
  readonly recordingDir: string;
  readonly runId: string;
  readonly target: Target;
  #environment: Environment | undefined;
  /** Options of the plan that was asked for last, and of the one that the environment was made for. */
  #planned = '';
  #provisioned = '';
  readonly #deployed: DeployedWorkload[] = [];

  /** `of`: the bench of another process, whose run this is. */
  constructor(harness: TargetHarness, of?: { readonly dir: string; readonly runId: string }) {
    this.harness = harness;
    Bench.#made += 1;
    this.runId = of?.runId ?? `conformance-${process.pid}-${Bench.#made}`;
    // Not below /tmp, which may lie in memory.
    this.dir = of?.dir ?? mkdtempSync('/var/tmp/highwater-conformance-');
    this.stateDir = join(this.dir, 'state');
    this.scenarioDir = join(this.dir, 'scenario');
    this.recordingDir = join(this.dir, 'recording');
    for (const dir of [this.scenarioDir, this.recordingDir]) mkdirSync(dir, { recursive: true });
    this.target = harness.createTarget(this.stateDir);
  }

  plan(script: string, options: WorkloadOptions = {}): Plan {
    writeFileSync(join(this.scenarioDir, 'workload.mjs'), script);
    this.#planned = JSON.stringify(options);
    return this.planOfScript(options);
  }

  /** For the script that stands in the scenario. */
  planOfScript(options: WorkloadOptions = {}): Plan {
    const { target, workload } = this.harness.describe(this.scenarioDir, 'workload.mjs', options);
    return { apiVersion: 'highwater/v1', name: 'conformance', target, workload, load, objectives: {}, policy, sampling: { hz: 20 }, seed: 1, gate: {} };
  }

  /** The script may change from one deployment to the next, anything else takes another environment. */
  async environment(plan: Plan): Promise<Environment> {
    if (this.#provisioned !== this.#planned) await this.dispose();
    this.#provisioned = this.#planned;
    this.#environment ??= await this.target.provision({ plan, runId: this.runId, scenarioDir: this.scenarioDir, note: () => undefined });
    return this.#environment;
  }

  async deploy(plan: Plan, limitBytes: number): Promise<Deployment> {
    const environment = await this.environment(plan);
    const events: RecordingEvent[] = [];
    const cgroups: WatchedCgroup[] = [];
    const members: number[] = [];
    const announce = (found: readonly WatchedCgroup[]) => {
      const fresh = found.filter(({ memoryDir }) => !cgroups.some((known) => known.memoryDir === memoryDir));
      cgroups.push(...fresh);
      return fresh.reduce((sum, cgroup) => sum + this.harness.processes(cgroup).length, 0);
    };
    const pods = new Set<string>();
    const startedAt = performance.now();
    const { scenarioDir, recordingDir } = this;
    const workload = await environment.deploy({
      plan,
      variant: variantOf(this.#deployed.length + 1, limitBytes),
      scenarioDir,
      recordingDir,
      clock: () => performance.now() - startedAt,
      emit: (event) => events.push(event),
      watch: (cgroup) => void members.push(announce([cgroup])),
      // Its first announcement is that of a pod; the cgroups are found by whoever samples.
      watchPod: (pod) => {
        const running = announce(this.harness.cgroupsOf?.(pod) ?? []);
        if (!pods.has(pod.uid)) members.push(running);
        pods.add(pod.uid);
      },
    });
    this.#deployed.push(workload);
    return new Deployment(workload, events, cgroups, members);
  }

  /** Removes what was deployed and leaves the environment for another case. */
  async clear(): Promise<void> {
    for (const workload of this.#deployed) await workload.remove();
  }

  async dispose(): Promise<void> {
    const environment = this.#environment;
    this.#environment = undefined;
    await environment?.dispose();
  }

  async close(): Promise<void> {
    await this.dispose();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
