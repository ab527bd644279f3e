import { dockerOf } from './docker-fields.ts';
import type { PlanFile } from './file-schema.ts';
import type { Plan } from './plan.ts';
import { targetSettingsOf } from './target-settings.ts';

/** Leaves out what is undefined, so that a plan serialises to the same bytes wherever it came from. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** The defaults are laid under every file before it is parsed, so that here a value is there. */
function must<T>(value: T | undefined, fallback: T): T {
  return value === undefined ? fallback : value;
}

function workloadOf(file: PlanFile): Plan['workload'] {
  const { workload } = file;
  const local = workload.local;
  return present({
    manifests: must(workload.manifests, []),
    ref: workload.ref,
    url: workload.url,
    container: must(workload.container, file.name),
    cpuMillicores: must(workload.cpu, 1000),
    currentLimitBytes: workload.limit,
    currentRequestBytes: workload.request,
    build: workload.build,
    local:
      local &&
      present({
        command: local.command,
        env: must(local.env, {}),
        url: local.url,
        ready: local.ready,
        readyTimeoutMs: must(local.readyTimeout, 60_000),
        singleProcessOOMKill: must(local.singleProcessOOMKill, false),
        files: must(local.files, []),
      }),
    docker: workload.docker && dockerOf(workload.docker),
  }) as Plan['workload'];
}

function loadOf({ load }: PlanFile): Plan['load'] {
  const levels = must(load.levels, load.peak === undefined ? [1] : [load.peak]);
  const peak = must(load.peak, Math.max(...levels));
  return {
    script: load.script,
    profile: must(load.profile, 'ladder'),
    levels,
    holdMs: must(load.hold, 0),
    settleMs: must(load.settle, 0),
    idleMs: must(load.idle, 0),
    drainMs: must(load.drain, 0),
    cooldownMs: must(load.cooldown, 0),
    timeoutMs: must(load.timeout, 0),
    expected: must(load.expected, peak),
    peak,
  };
}

/** A parsed plan file, defaults laid under it, as the plan that everything else reads. */
export function planOf(file: PlanFile): Plan {
  const { objectives = {}, policy = {}, traffic } = file;
  return present({
    apiVersion: file.apiVersion,
    name: file.name,
    target: targetSettingsOf(file.target),
    workload: workloadOf(file),
    load: loadOf(file),
    traffic: traffic && {
      idle: traffic.idle,
      expected: traffic.expected,
      peak: traffic.peak,
      growthPerSecond: traffic.growth ?? 0,
      failover: traffic.failover ?? 0,
    },
    objectives: present({ errorRateMax: objectives.errorRate?.max, p99MaxMs: objectives.p99?.max, stallMax: objectives.stall?.max }),
    policy: policy as Plan['policy'],
    sampling: { hz: must(file.sampling?.hz, 20) },
    seed: must(file.seed, 1),
    gate: must(file.gate, {}),
  }) as Plan;
}
