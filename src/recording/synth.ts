import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordingEvent } from './events.ts';
import { columnsOf } from './synth-columns.ts';
import { deathEvents, mainPid, ownPath, podCg, podPath, workloadCg } from './synth-deaths.ts';
import { syntheticManifest } from './synth-manifest.ts';
import type { SyntheticPhase, SyntheticSpec } from './synth-spec.ts';
import { type TickSource, tickSource, workloadCgroups } from './synth-ticks.ts';

const flushBytes = 1 << 20;

/** Writes a recording with a known truth, byte for byte the same for the same spec. */
export function writeSyntheticRecording(dir: string, spec: SyntheticSpec): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'manifest.json'), `${JSON.stringify(syntheticManifest(spec), null, 2)}\n`);
  const fd = openSync(join(dir, 'events.ndjson'), 'w');
  let pending = '';
  for (const event of syntheticEvents(spec)) {
    pending += `${JSON.stringify(event)}\n`;
    if (pending.length < flushBytes) continue;
    writeSync(fd, pending);
    pending = '';
  }
  writeSync(fd, pending);
  closeSync(fd);
}

/** All events of a synthetic recording in order of time. */
export function* syntheticEvents(spec: SyntheticSpec): Generator<RecordingEvent> {
  const source = tickSource(spec);
  const deaths = deathEvents(spec);
  yield* opening(spec);
  let startMs = 0;
  for (const phase of spec.phases) {
    yield* phaseEvents(spec, phase, startMs, source, deaths.events);
    startMs += phase.durationMs;
    if (phase.phaseKind === 'startup' && !spec.kills?.some((kill) => kill.what === 'startup')) yield life('ready', startMs);
  }
  yield* deaths.finalCounters(startMs);
  yield life('stopped', startMs);
  yield { kind: 'end', t: startMs, outcome: 'completed' };
}

function life(state: 'started' | 'ready' | 'stopped', t: number): RecordingEvent {
  return { kind: 'instance', t, container: 'app', state, restart: 0, cg: workloadCg, ...(state === 'stopped' ? {} : { pid: mainPid }) };
}

function* opening(spec: SyntheticSpec): Generator<RecordingEvent> {
  const version = spec.cgroupVersion;
  yield { kind: 'cold-cache', t: 0, method: 'evicted', files: 1, residualBytes: 0 };
  yield { kind: 'kernel-log', t: 0, state: (spec.kernelLog ?? 'heard') === 'heard' ? 'subscribed' : 'denied' };
  for (const cg of workloadCgroups(spec)) {
    const container = cg === workloadCg ? 'app' : `sidecar-${cg - 1}`;
    const path = cg === workloadCg ? ownPath : `${podPath}/${container}`;
    yield { kind: 'cgroup', t: 0, cg, role: 'workload', container, version, path, limitBytes: spec.limitBytes, columns: [...columnsOf[version]] };
  }
  yield { kind: 'cgroup', t: 0, cg: podCg, role: 'ancestor', container: 'app', version, path: podPath, limitBytes: spec.limitBytes, columns: [] };
  yield life('started', 0);
  yield* deathEvents({ ...spec, kills: [], limitHits: 0 }).finalCounters(0);
}

function* phaseEvents(spec: SyntheticSpec, phase: SyntheticPhase, startMs: number, source: TickSource, rare: RecordingEvent[]): Generator<RecordingEvent> {
  const tickMs = 1000 / spec.hz;
  const ticks = Math.round(phase.durationMs / tickMs);
  yield {
    kind: 'phase-start',
    t: startMs,
    phase: phase.phase,
    phaseKind: phase.phaseKind,
    ...(phase.rate === undefined ? {} : { offeredRate: phase.rate, settleMs: phase.settleMs ?? 0 }),
  };
  for (let tick = 1; tick <= ticks; tick++) {
    const t = startMs + tick * tickMs;
    while ((rare[0]?.t ?? Number.POSITIVE_INFINITY) <= t) yield rare.shift() as RecordingEvent;
    yield* source.tick(t, tickMs, phase, tick / ticks);
    if (Math.floor(t / 1000) > Math.floor((t - tickMs) / 1000)) yield* source.everySecond(t, phase);
  }
  yield* phaseClosing(spec, phase, startMs + phase.durationMs, source);
}

function* phaseClosing(spec: SyntheticSpec, phase: SyntheticPhase, t: number, source: TickSource): Generator<RecordingEvent> {
  for (const cg of workloadCgroups(spec)) yield { kind: 'watermark', t, cg, phase: phase.phase, bytes: source.takeWatermark(cg), sinceReset: true };
  const process = (pid: number, comm: string, bytes: number) => ({ pid, ppid: 1, comm, rssBytes: bytes, pssBytes: bytes, threads: 4, openFiles: 12 });
  const helpers = spec.helperBytes ? [process(mainPid + 7, 'cron-helper', spec.helperBytes)] : [];
  yield { kind: 'holders', t, cg: workloadCg, reason: 'phase-end', processes: [process(mainPid, 'server', spec.memory.baseBytes), ...helpers] };
  yield { kind: 'phase-end', t, phase: phase.phase };
}
