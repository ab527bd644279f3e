import type { EventOf, RecordingEvent } from './events.ts';
import { killedLine, killLines } from './synth-deaths.ts';
import type { SyntheticStart } from './synth-pod-lives.ts';
import { syntheticPaths, syntheticPodUid } from './synth-pod-paths.ts';
import type { SyntheticPodDeath, SyntheticPodSpec } from './synth-pod-spec.ts';

/** A kubelet tells the API server once a second. */
export const toldAfterMs = 900;
const readyAfterMs = 300;

/** The wall clock of a synthetic recording begins with this instant (synth-manifest.ts); a status has whole seconds. */
export function wallClock(ms: number): string {
  return new Date(Date.parse('2000-01-01T00:00:00.000Z') + Math.floor(ms / 1000) * 1000).toISOString();
}

function status({ container, containerId, restart }: SyntheticStart, t: number): Omit<EventOf<'pod-status'>, 'state' | 'ready'> {
  return { kind: 'pod-status', t, podUid: syntheticPodUid, container: container.name, role: container.role ?? 'app', containerId, restart };
}

function life({ container, containerId, restart }: SyntheticStart, t: number, state: EventOf<'instance'>['state']): EventOf<'instance'> {
  return { kind: 'instance', t, container: container.name, state, restart, podUid: syntheticPodUid, containerId };
}

export function startEvents(_spec: SyntheticPodSpec, start: SyntheticStart): RecordingEvent[] {
  const { fromMs, toMs, endedBy, container } = start;
  if (endedBy?.what === 'start-error' || endedBy?.overwritten) return [];
  const t = fromMs + readyAfterMs;
  const running: EventOf<'pod-status'> = { ...status(start, t), state: 'running', ready: true, started: true, startedAt: wallClock(fromMs) };
  if (t >= toMs) return [life(start, fromMs, 'started')];
  return [running, life(start, t, 'started'), ...(container.role === 'init' ? [] : [life(start, t, 'ready')])];
}

/** What the API server tells of the end. Nothing where the container lived on, or its status was overwritten. */
export function endEvents(spec: SyntheticPodSpec, start: SyntheticStart): RecordingEvent[] {
  const { endedBy, container, toMs } = start;
  const done = container.role === 'init' && endedBy === undefined && container.endsAtMs !== undefined;
  if (endedBy?.overwritten || (!endedBy && !done && spec.evictedAtMs === undefined)) return [];
  const { reason, exitCode, message } = endedBy ? wordsOf(endedBy) : done ? { reason: 'Completed', exitCode: 0 } : { reason: 'Error', exitCode: 137 };
  const t = toMs + toldAfterMs;
  const words = { reason, exitCode, ...(message ? { message } : {}), finishedAt: wallClock(toMs) };
  return [
    { ...status(start, t), state: 'terminated', ready: false, ...words },
    { ...life(start, t, 'exited'), exitCode, signal: null },
  ];
}

/** runc's own words (libcontainer/process_linux.go). */
const startMessage =
  'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?)';

function wordsOf({ what, reason, exitCode, message }: SyntheticPodDeath): { reason: string; exitCode: number; message?: string } {
  if (what === 'start-error') return { reason: reason ?? 'StartError', exitCode: exitCode ?? 128, message: message ?? startMessage };
  if (what === 'end') return { reason: reason ?? 'Error', exitCode: exitCode ?? 1 };
  return { reason: reason ?? 'OOMKilled', exitCode: exitCode ?? 137 };
}

/** Kernel log and counters of a kill; a main process takes its cgroup along before its counter is read, unless `counted` says otherwise. */
export function killEvents(spec: SyntheticPodSpec, start: SyntheticStart, death: SyntheticPodDeath, seq: number): RecordingEvent[] {
  const { atMs, what, limit = 'container', counted = what === 'child' } = death;
  const [context, killed] = linesOf(start, 20_000 + seq, what, limit);
  const lines = spec.kernelLog === 'denied' ? [] : death.nameless ? [killed] : [context, killed];
  const logged = lines.map((line, index): RecordingEvent => ({ kind: 'kernel-line', t: atMs + 1, seq: 2 * seq + index, kernelMs: atMs, line }));
  return [...logged, ...(counted ? [countersOf(spec, start, death)] : []), ...ownerCounters(spec, atMs, limit)];
}

function linesOf(
  { container, containerId }: SyntheticStart,
  pid: number,
  what: SyntheticPodDeath['what'],
  limit: SyntheticPodDeath['limit'] & string,
): [string, string] {
  const comm = what === 'child' ? 'worker' : what === 'start-error' ? 'runc:[2:INIT]' : 'server';
  const held = (line: string) => line.replace('anon-rss:102400kB', `anon-rss:${what === 'child' ? 1024 : Math.round(container.usageBytes / 1024)}kB`);
  if (limit !== 'global') {
    const [named, killed] = killLines(pid, comm, syntheticPaths.loggedOwner(limit, containerId), syntheticPaths.logged(containerId));
    return [named, held(killed)];
  }
  const context = `oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),cpuset=/,mems_allowed=0,global_oom,task_memcg=${syntheticPaths.logged(containerId)},task=${comm},pid=${pid},uid=0`;
  return [context, killedLine(pid, comm).replace('Memory cgroup out', 'Out')];
}

/** The container's own counter: v1 and `local` count kills at the victim's cgroup, `oom` at the owner of the limit. */
function countersOf(spec: SyntheticPodSpec, start: SyntheticStart, { atMs, limit = 'container' }: SyntheticPodDeath): EventOf<'counters'> {
  const before = (spec.deaths ?? []).filter(
    (each) => each.container === start.container.name && each.atMs <= atMs && each.atMs >= start.fromMs && each.what !== 'end',
  ).length;
  const own = limit === 'container' ? before : 0;
  const cg = 10 + 10 * start.index + start.restart;
  if (spec.cgroupVersion === 1) return { kind: 'counters', t: atMs + 20, cg, hierarchical: { failcnt: own, oom_kill: before, under_oom: 0 } };
  const values = { low: 0, high: 0, max: own, oom: own, oom_kill: before, oom_group_kill: 0 };
  return { kind: 'counters', t: atMs + 20, cg, hierarchical: values, local: values };
}

/** Rise of the counter of whoever owns the limit above the container. */
function ownerCounters(spec: SyntheticPodSpec, atMs: number, limit: string): RecordingEvent[] {
  const cg = limit === 'pod' ? 1 : limit === 'all-pods' ? 0 : undefined;
  if (cg === undefined) return [];
  const reading = (t: number, hits: number): EventOf<'counters'> =>
    spec.cgroupVersion === 1
      ? { kind: 'counters', t, cg, hierarchical: { failcnt: hits, oom_kill: 0, under_oom: 0 } }
      : { kind: 'counters', t, cg, hierarchical: { max: hits, oom: hits, oom_kill: hits }, local: { max: hits, oom: hits, oom_kill: 0 } };
  return [reading(0, 0), reading(atMs + 20, 1)];
}
