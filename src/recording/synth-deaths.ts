import type { EventOf, RecordingEvent } from './events.ts';
import type { SyntheticKill, SyntheticSpec } from './synth-spec.ts';

export const ownPath = '/synthetic/pod/app';
export const podPath = '/synthetic/pod';
export const mainPid = 1000;
export const workloadCg = 0;
export const podCg = 1;

/** What the kernel's counters say; `podOom` counts OOMs at the pod's own limit. */
interface Counts {
  kills: number;
  groupKills: number;
  ownOom: number;
  podOom: number;
  hits: number;
}

/** Two key lines as the kernel prints them since 5.4 (mm/oom_kill.c). */
export function killLines(pid: number, comm: string, oomPath: string, taskPath: string): [string, string] {
  return [
    `oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=${oomPath},task_memcg=${taskPath},task=${comm},pid=${pid},uid=0`,
    killedLine(pid, comm),
  ];
}

export function killedLine(pid: number, comm: string): string {
  return `Memory cgroup out of memory: Killed process ${pid} (${comm}) total-vm:204800kB, anon-rss:102400kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:300kB oom_score_adj:0`;
}

export function countersEvent(spec: SyntheticSpec, t: number, cg: number, counts: Counts): EventOf<'counters'> {
  const { kills, groupKills, hits } = counts;
  // v1 counts a kill only at the victim's cgroup and limit hits only at the owner of the limit; v2 events are hierarchical.
  if (spec.cgroupVersion === 1) {
    const isPod = cg === podCg;
    return { kind: 'counters', t, cg, hierarchical: { failcnt: isPod ? counts.podOom : hits + counts.ownOom, oom_kill: isPod ? 0 : kills, under_oom: 0 } };
  }
  const oom = cg === podCg ? counts.podOom : counts.ownOom;
  const hierarchical = { low: 0, high: 0, max: hits + counts.ownOom + (cg === podCg ? counts.podOom : 0), oom, oom_kill: kills, oom_group_kill: groupKills };
  const local = { ...hierarchical, oom_kill: cg === podCg ? 0 : kills, max: cg === podCg ? counts.podOom : hits + counts.ownOom };
  return { kind: 'counters', t, cg, hierarchical, local };
}

const delayMs = { exit: 5, counters: 20, restart: 1000, ready: 1500 } as const;

interface Progress {
  readonly spec: SyntheticSpec;
  readonly counts: Counts;
  restart: number;
  pid: number;
  seq: number;
}

/** Everything that is recorded about the planned deaths, in order of time, and the counters with which the recording ends. */
export function deathEvents(spec: SyntheticSpec): { events: RecordingEvent[]; finalCounters: (t: number) => RecordingEvent[] } {
  const counts: Counts = { kills: 0, groupKills: 0, ownOom: 0, podOom: 0, hits: spec.limitHits ?? 0 };
  const progress: Progress = { spec, counts, restart: 0, pid: mainPid, seq: 0 };
  const events = (spec.kills ?? []).flatMap((kill) => eventsOfKill(progress, kill.atMs, kill.what));
  const readable = spec.countersReadable ?? true;
  const wanted = events.filter((event) => readable || event.kind !== 'counters').sort((a, b) => a.t - b.t);
  return {
    events: wanted,
    finalCounters: (t) => (readable ? [countersEvent(spec, t, workloadCg, counts), countersEvent(spec, t, podCg, counts)] : []),
  };
}

function eventsOfKill(progress: Progress, t: number, what: SyntheticKill): RecordingEvent[] {
  if (what === 'exit-137') return exitAndRestart(progress, t, { exitCode: 137, signal: null });
  const victim = what === 'child' ? 5000 + Math.round(t) : progress.pid;
  const comm = what === 'child' ? 'worker' : 'server';
  count(progress.counts, what);
  const log = (progress.spec.kernelLog ?? 'heard') === 'heard' ? kernelLines(progress, t, what, victim, comm) : [];
  const counters = [workloadCg, podCg].map((cg) => countersEvent(progress.spec, t + delayMs.counters, cg, progress.counts));
  const exit = what === 'child' ? [] : exitAndRestart(progress, t, { exitCode: null, signal: 'SIGKILL' });
  return [...log, ...counters, ...exit];
}

function count(counts: Counts, what: SyntheticKill): void {
  counts.kills += what === 'group' ? 4 : 1;
  counts.groupKills += what === 'group' ? 1 : 0;
  if (what === 'ancestor') counts.podOom++;
  else counts.ownOom++;
}

function kernelLines(progress: Progress, t: number, what: SyntheticKill, pid: number, comm: string): RecordingEvent[] {
  const lines: string[] = killLines(pid, comm, what === 'ancestor' ? podPath : ownPath, ownPath);
  if (what === 'group') {
    lines.push(`Tasks in ${ownPath} are going to be killed due to memory.oom.group set`);
    for (const helper of [pid, pid + 1, pid + 2, pid + 3]) lines.push(killedLine(helper, helper === pid ? comm : 'helper'));
  }
  return lines.map((line) => ({ kind: 'kernel-line', t: t + 1, seq: progress.seq++, kernelMs: t, line }));
}

function exitAndRestart(progress: Progress, t: number, how: { exitCode: number | null; signal: string | null }): RecordingEvent[] {
  const life = { kind: 'instance', container: 'app', cg: workloadCg } as const;
  const { restart, pid } = progress;
  progress.restart++;
  progress.pid += 100;
  const next = { ...life, restart: progress.restart, pid: progress.pid };
  return [
    { ...life, t: t + delayMs.exit, state: 'exited', restart, pid, ...how },
    { ...life, t: t + delayMs.exit, state: 'backoff', restart, backoffMs: delayMs.restart },
    { ...next, t: t + delayMs.restart, state: 'started' },
    { ...next, t: t + delayMs.ready, state: 'ready' },
  ];
}
