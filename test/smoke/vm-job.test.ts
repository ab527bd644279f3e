import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyzeRecording } from '../../src/analysis/analyze-recording.ts';
import type { PhaseAnalysis, RecordingAnalysis } from '../../src/analysis/document.ts';
import { recommendationSchema } from '../../src/recommend/document.ts';
import { recordingManifestSchema } from '../../src/recording/manifest.ts';
import { describeWith } from '../requirements.ts';
import { type JobOutput, type Recorded, runJob } from '../vm/job.ts';
import { root, stagePackage } from '../vm/stage-package.ts';

const MiB = 2 ** 20;
/** CHILD_MIB of the scenario, and its limit. */
const childBytes = 192 * MiB;
const limitBytes = 112 * MiB;

/** The whole job is done as root alone: emulation makes every run half a minute. */
const users = [
  { as: 'root', whole: true, kernelLog: 'heard' },
  { as: 'delegated-user', whole: false, kernelLog: 'denied' },
] as const;

describeWith(['vm', 'k6'], 'the job on cgroup v2', () => {
  const work = mkdtempSync(join(tmpdir(), 'highwater-vm-'));
  const app = join(work, 'app');
  const jobs = new Map<string, Promise<JobOutput>>();
  beforeAll(async () => {
    await stagePackage(app);
    // Side by side: a machine is idle for a part of its time, and nothing in it is judged by how long it took.
    for (const user of users) jobs.set(user.as, runJob({ ...user, app, outDir: join(work, user.as) }));
    await Promise.allSettled(jobs.values());
  });
  afterAll(() => (process.env.KEEP_VM ? undefined : rmSync(work, { recursive: true, force: true })));
  for (const user of users) describe(`as ${user.as}`, () => describeJob(user, () => jobs.get(user.as)));
});

function describeJob(user: (typeof users)[number], job: () => Promise<JobOutput> | undefined): void {
  let output: JobOutput;
  beforeAll(async () => {
    output = (await job()) as JobOutput;
  });
  describe('a recording at the loose limit', () => describeLoose(() => output, user.kernelLog));
  describe('a kill of the whole container', () => describeGroupKill(() => output, user.kernelLog));
  describe('a kill of the child alone', () => describeChildKill(() => output, user.kernelLog));
  describe('afterwards', () => describeRemains(() => output));
  describe('judged on another machine', () => describeAnalyze(() => output));
  if (user.whole) describe('the whole job', () => describeVerdict(() => output));
  else {
    describe('before it', () => describeDoctor(() => output));
    describe('next to a process that is not its own', () => describeForeign(() => output));
  }
}

type KernelLog = (typeof users)[number]['kernelLog'];

function describeLoose(output: () => JobOutput, kernelLog: KernelLog): void {
  let recorded: Recorded;
  let analysis: RecordingAnalysis;
  beforeAll(() => {
    recorded = output().recording('group', '02-record');
    analysis = analyzeRecording(recorded.dir);
  });
  const levels = (): PhaseAnalysis[] => analysis.phases.filter(({ phaseKind }) => phaseKind === 'level');

  test('was made on v2 and ran to its end', () => {
    const { fingerprint } = recordingManifestSchema.parse(JSON.parse(readFileSync(join(recorded.dir, 'manifest.json'), 'utf8')));
    expect(fingerprint).toMatchObject({ cgroupVersion: 2, kernel: expect.stringMatching(/^6\.12/) });
    expect(analysis).toMatchObject({ outcome: 'completed', kills: [], deaths: [], uncensored: true });
    expect(analysis.phases.map(({ phaseKind }) => phaseKind)).toEqual(['startup', 'idle', 'level', 'level', 'drain', 'cooldown']);
    expect(levels().every(({ p99Ms, errorRate }) => p99Ms !== null && errorRate === 0)).toBe(true);
  });

  test('holds what v2 counts', () => {
    expect(recorded.cgroup).toMatchObject({ version: 2, limitBytes: 4 * limitBytes });
    const wanted = ['memory.current', ...['anon', 'kernel', 'slab_reclaimable', 'sock', 'workingset_refault_file'].map((key) => `memory.stat:${key}`)];
    expect(recorded.cgroup.columns).toEqual(expect.arrayContaining(wanted));
    // -1 stands for a value that the kernel does not have.
    const sample = recorded.of('sample').findLast(({ cg }) => cg === recorded.cgroup.cg);
    const values = wanted.map((column) => sample?.v[recorded.cgroup.columns.indexOf(column)]);
    expect(values.every((value) => value !== undefined && value >= 0)).toBe(true);
  });

  test('resets the watermark for each phase: levels after the peak do not carry it', () => {
    const marks = recorded.of('watermark');
    expect(marks.map(({ phase }) => phase)).toEqual(analysis.phases.map(({ name }) => name));
    expect(marks.filter(({ sinceReset }) => !sinceReset)).toEqual([]);
    const bytes = analysis.phases.map(({ peakBytes }) => peakBytes.watermark ?? 0);
    const peak = Math.max(...bytes);
    expect(peak).toBeGreaterThan(childBytes);
    expect(analysis.peakBytes.watermark).toBe(peak);
    // The child is over by then, however slow the machine was.
    for (const late of [levels().at(-1), analysis.phases.at(-1)]) expect(late?.peakBytes.watermark).toBeLessThan(peak - childBytes / 2);
  });

  test('tells the hard part from the cache', () => {
    const { hardPart, watermark } = analysis.peakBytes;
    // It is sampled, so a child that comes and goes while an emulated machine stalls may be missed; the watermark above may not.
    expect(hardPart).toBeGreaterThanOrEqual(Math.max(...levels().map(({ medianHardBytes }) => medianHardBytes ?? 0)));
    expect(hardPart).toBeLessThan(watermark ?? 0);
    expect(levels().every(({ medianHardBytes, medianFileBytes }) => (medianHardBytes ?? 0) > MiB && (medianFileBytes ?? 0) > MiB)).toBe(true);
  });

  test('has PSI of the workload and of the machine', () => {
    const memory = recorded.of('pressure').filter(({ resource }) => resource === 'memory');
    expect(memory.filter(({ cg }) => cg === recorded.cgroup.cg).length).toBeGreaterThan(0);
    expect(memory.filter(({ scope }) => scope === 'host').length).toBeGreaterThan(0);
    expect(levels().map(({ memoryStall }) => memoryStall)).not.toContain(null);
  });

  test('was cold, and says what it could not hear', () => {
    // The Node of the workload is that of highwater, and the limit's replay read it too: their pages would be charged to nobody here.
    expect(analysis.startupFileBytes).toBeGreaterThan(32 * MiB);
    expect(analysis.quality).toMatchObject({ coldCache: 'private-copies', kernelLog });
    const lacks = [
      'kernel-log-denied',
      'watermark-absent',
      'watermark-not-resettable',
      'psi-unavailable',
      'hard-part-from-parts',
      'cpu-not-limited',
      'no-group-kill',
    ];
    const codes = analysis.quality.notes.map(({ code }) => code);
    expect(codes.filter((code) => lacks.includes(code))).toEqual(kernelLog === 'heard' ? [] : ['kernel-log-denied']);
  });
}

function describeGroupKill(output: () => JobOutput, kernelLog: KernelLog): void {
  test('is counted once, by memory.events.local and everything else that tells of it', () => {
    const recorded = output().recording('group', '01-current');
    expect(recorded.localCounters.oom_group_kill).toBe(1);
    // Both processes, and one that was still dying a second time: no number of kills.
    expect(recorded.localCounters.oom_kill).toBeGreaterThanOrEqual(2);
    const { outcome, kills } = analyzeRecording(recorded.dir);
    expect(outcome).toBe('stopped-at-kill');
    expect(kills).toHaveLength(1);
    expect(kills[0]).toMatchObject({ class: 'main-process', mainProcess: true, limitOwner: recorded.cgroup.path });
    const sources = new Set(kills[0]?.evidence.map(({ source }) => source));
    expect(sources).toEqual(new Set(kernelLog === 'heard' ? ['kernel-log', 'counter', 'exit'] : ['counter', 'exit']));
  });
}

function describeChildKill(output: () => JobOutput, kernelLog: KernelLog): void {
  test('leaves the main process alive', () => {
    const recorded = output().recording('single', '01-current');
    expect(recorded.localCounters).toMatchObject({ oom_kill: 1, oom_group_kill: 0 });
    expect(recorded.of('instance').filter(({ state }) => state === 'exited')).toEqual([]);
    const { outcome, deaths, kills } = analyzeRecording(recorded.dir);
    expect(outcome).toBe('stopped-at-kill');
    expect(deaths).toEqual(kills);
    expect(kills).toHaveLength(1);
    expect(kills[0]).toMatchObject({ class: 'child-process', mainProcess: false, limitOwner: recorded.cgroup.path });
    // Counters do not say who it was.
    expect(kills[0]).toMatchObject(kernelLog === 'heard' ? { comm: 'dd', confidence: 'certain' } : { comm: null, confidence: 'probable' });
    expect(readFileSync(join(recorded.dir, 'workload.log'), 'utf8')).toContain('ended with SIGKILL');
  });
}

function describeRemains(output: () => JobOutput): void {
  test('no cgroup and no state is left, also after Ctrl-C', () => {
    expect(output().text('single.status').trim()).toBe('130');
    expect(output().text('cgroups-before')).toContain('/sys/fs/cgroup\n');
    expect(output().text('cgroups-after')).toBe(output().text('cgroups-before'));
    expect(output().text('state-after')).toBe('');
  });
}

function describeAnalyze(output: () => JobOutput): void {
  test('gives the same bytes each time', () => {
    const runDir = output().runDir('group');
    const analyze = (): string => {
      const run = spawnSync(process.execPath, [join(root, 'bin', 'highwater'), 'analyze', runDir], { encoding: 'utf8' });
      expect(run.status, run.stderr).toBe(0);
      return readFileSync(join(runDir, 'analysis.json'), 'utf8');
    };
    const first = analyze();
    expect(analyze()).toBe(first);
    expect(JSON.parse(first).kills.length).toBeGreaterThan(0);
  });
}

/** What `highwater run` exits with where no leak was found. */
const exitCodes = { verified: '0', refuted: '1', none: '1', unverified: '5' } as const;

function describeVerdict(output: () => JobOutput): void {
  test('ends with a verdict on the limit of the manifest and one of its own, a report, and the exit code that says so', () => {
    const runDir = output().runDir('group');
    const { status, current, containers, replays, why } = recommendationSchema.parse(JSON.parse(readFileSync(join(runDir, 'recommendation.json'), 'utf8')));
    expect(current).toMatchObject({ limitBytes, verdict: 'unsafe' });
    expect(replays[0]).toMatchObject({ purpose: 'current', limitBytes, outcome: 'killed', kills: 1 });
    expect(replays.length, why).toBeGreaterThan(1);
    expect(output().text('group.status').trim(), why).toBe(exitCodes[status]);
    // Emulated latencies may keep it from being verified, never from being larger than what was killed.
    if (status === 'verified') expect(containers[0]?.memory.limitBytes).toBeGreaterThan(limitBytes);
    expect(readFileSync(join(runDir, 'report.html'), 'utf8')).toContain(runDir.split('/').at(-1));
  });
}

function describeDoctor(output: () => JobOutput): void {
  test('the doctor finds k6 and can use the local target, and no other that the machine lacks', () => {
    expect(output().text('doctor.status').trim()).toBe('0');
    const { checks } = JSON.parse(output().text('doctor.json')) as { checks: { what: string; ok: boolean }[] };
    const ready = checks.filter(({ ok }) => ok).map(({ what }) => what);
    expect(ready).toEqual(expect.arrayContaining(['k6', 'target local']));
    expect(ready).not.toContain('target docker');
  });
}

function describeForeign(output: () => JobOutput): void {
  test('refuses, names the process, and leaves everything as it was', () => {
    expect(output().text('foreign.status').trim()).toBe('3');
    expect(output().text('foreign.complaint')).toMatch(/cannot hand the memory controller down \(EBUSY\): it holds processes \d+\n.*next: .*systemd-run/);
    expect(output().text('foreign.cgroups')).toBe(output().text('cgroups-before'));
  });
}
