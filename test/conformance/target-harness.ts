import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, Variant } from '../../src/plan/plan.ts';
import type { DeployedWorkload, Environment, Target, WatchedCgroup } from '../../src/ports/target.ts';
import type { EventOf, RecordingEvent } from '../../src/recording/events.ts';
import { MiB } from '../../src/shared/quantity.ts';

export interface WorkloadOptions {
  readonly readyTimeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Program instead of the script's own interpreter. */
  readonly command?: readonly string[];
}

/** What differs between targets: how a Node script becomes a workload, and where to look for what it left. */
export interface TargetHarness {
  createTarget(stateDir: string): Target;
  /** `workload` part of a plan that runs `scriptFile` of the scenario folder with Node. It gets PORT, STATE and `options.env`. */
  workloadOf(scriptFile: string, options: WorkloadOptions): Plan['workload'];
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
  /** Module whose `own(stateDir, runId, scenarioDir, recordingDir)` deploys and prints `deployed`; run as a process that gets killed. */
  readonly ownerScript: string;
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

export function planOf(kind: Plan['target']['kind'], workload: Plan['workload']): Plan {
  return { apiVersion: 'highwater/v1', name: 'conformance', target: { kind }, workload, load, objectives: {}, policy, sampling: { hz: 20 }, seed: 1, gate: {} };
}

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

  /** States of the main process in order, with the restart that they belong to. */
  get states(): string[] {
    return this.of('instance').map(({ state, restart }) => `${state} ${restart}`);
  }

  /** Waits until the main process has gone through a state, as `ready 1`. The test's own timeout bounds it. */
  async reached(state: string): Promise<void> {
    while (!this.states.includes(state)) await new Promise((resolve) => setTimeout(resolve, 20));
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
  // Not below /tmp, which may lie in memory.
  readonly dir = mkdtempSync('/var/tmp/highwater-conformance-');
  readonly stateDir = join(this.dir, 'state');
  readonly scenarioDir = join(this.dir, 'scenario');
  readonly recordingDir = join(this.dir, 'recording');
  readonly runId: string;
  readonly target: Target;
  #environment: Environment | undefined;
  #deploys = 0;

  constructor(harness: TargetHarness) {
    this.harness = harness;
    Bench.#made += 1;
    this.runId = `conformance-${process.pid}-${Bench.#made}`;
    for (const dir of [this.scenarioDir, this.recordingDir]) mkdirSync(dir, { recursive: true });
    this.target = harness.createTarget(this.stateDir);
  }

  plan(script: string, options: WorkloadOptions = {}): Plan {
    writeFileSync(join(this.scenarioDir, 'workload.mjs'), script);
    return planOf(this.target.kind, this.harness.workloadOf('workload.mjs', options));
  }

  async environment(plan: Plan): Promise<Environment> {
    this.#environment ??= await this.target.provision({ plan, runId: this.runId, scenarioDir: this.scenarioDir, note: () => undefined });
    return this.#environment;
  }

  async deploy(plan: Plan, limitBytes: number): Promise<Deployment> {
    const environment = await this.environment(plan);
    this.#deploys += 1;
    const events: RecordingEvent[] = [];
    const cgroups: WatchedCgroup[] = [];
    const members: number[] = [];
    const startedAt = performance.now();
    const { scenarioDir, recordingDir } = this;
    const workload = await environment.deploy({
      plan,
      variant: variantOf(this.#deploys, limitBytes),
      scenarioDir,
      recordingDir,
      clock: () => performance.now() - startedAt,
      emit: (event) => events.push(event),
      watch: (cgroup) => {
        cgroups.push(cgroup);
        members.push(this.harness.processes(cgroup).length);
      },
    });
    return new Deployment(workload, events, cgroups, members);
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
