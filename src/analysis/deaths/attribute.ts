import type { RecordingFacts } from '../facts/facts.ts';
import { ownCgroupOf } from './cgroup-paths.ts';
import type { KillStep } from './counters.ts';
import { explainSteps } from './explain-steps.ts';
import type { KernelKill } from './kernel-kills.ts';

/** A kernel kill that hit this workload, and by what it was recognised. */
export interface OwnKill {
  readonly kill: KernelKill;
  readonly container: string;
  readonly joinedBy: 'path' | 'pid' | 'counter';
}

/**
 * Picks the kills of this workload out of a log that tells of the whole machine. The path decides where it is known. Where the line that names
 * it was rate-limited away, a pid known from this workload decides, or a counter of ours that rose and that no other kill explains.
 */
export function ownKills(facts: RecordingFacts, kills: readonly KernelKill[], steps: readonly KillStep[]): OwnKill[] {
  const certain = kills.flatMap((kill) => joinByPath(facts, kill) ?? joinByPid(facts, kill) ?? []);
  const taken = new Set(certain.map((own) => own.kill));
  const nameless = kills.filter((kill) => !taken.has(kill) && kill.taskPath === null);
  return [...certain, ...joinByCounter(certain, nameless, steps)].sort((a, b) => a.kill.tMs - b.kill.tMs);
}

function joinByPath(facts: RecordingFacts, kill: KernelKill): OwnKill | undefined {
  const cgroup = kill.taskPath === null ? undefined : ownCgroupOf(facts, kill.taskPath);
  return cgroup && { kill, container: cgroup.announced.container, joinedBy: 'path' };
}

function joinByPid(facts: RecordingFacts, kill: KernelKill): OwnKill | undefined {
  if (kill.taskPath !== null) return undefined;
  for (const { pid } of kill.victims) {
    const container = facts.instances.find((event) => event.pid === pid)?.container ?? containerOfHolder(facts, pid);
    if (container !== undefined) return { kill, container, joinedBy: 'pid' };
  }
  return undefined;
}

function containerOfHolder(facts: RecordingFacts, pid: number): string | undefined {
  const event = facts.holders.find((holders) => holders.processes.some((process) => process.pid === pid));
  return event && facts.cgroups.get(event.cg)?.announced.container;
}

function joinByCounter(certain: readonly OwnKill[], nameless: readonly KernelKill[], steps: readonly KillStep[]): OwnKill[] {
  const explained = explainSteps(
    steps,
    certain.map(({ kill, container }) => ({ kill, container })),
  );
  const unexplained = explained.map(({ step, missing }) => ({ ...step, rise: missing }));
  return explainSteps(
    unexplained,
    nameless.map((kill) => ({ kill, container: undefined })),
  ).flatMap(({ step, kills }) => kills.map((kill) => ({ kill, container: step.container, joinedBy: 'counter' as const })));
}
