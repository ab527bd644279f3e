import { describe, expect, it } from 'vitest';
import type { RecordingEvent } from '../../src/recording/events.ts';
import type { SyntheticContainer, SyntheticPodDeath } from '../../src/recording/synth-pod-spec.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { podDeaths } from '../synthetic/pod-deaths.ts';

const app: SyntheticContainer = { name: 'app', usageBytes: 100 * MiB, limitBytes: 128 * MiB };
const proxy: SyntheticContainer = { name: 'proxy', usageBytes: 20 * MiB, limitBytes: 64 * MiB };
const limitless: SyntheticContainer = { name: 'proxy', usageBytes: 20 * MiB };
const init: SyntheticContainer = { name: 'migrate', role: 'init', usageBytes: 30 * MiB, limitBytes: 64 * MiB, endsAtMs: 1500 };
const at = (atMs: number, how: Partial<SyntheticPodDeath> = {}): SyntheticPodDeath => ({ atMs, container: 'app', what: 'main', ...how });
const everywhere = ([1, 2] as const).flatMap((cgroupVersion) => (['heard', 'denied'] as const).map((kernelLog) => ({ cgroupVersion, kernelLog })));

describe.each(everywhere)('on cgroup v$cgroupVersion with the kernel log $kernelLog', (how) => {
  const heard = how.kernelLog === 'heard';

  it('a container at its own limit, with a limitless one beside it', () => {
    const deaths = podDeaths({ ...how, containers: [app, limitless], deaths: [at(10_000, { counted: true })] });
    expect(deaths).toMatchObject([{ class: 'main-process', container: 'app', mainProcess: true, pod: 'checkout-1', restart: 0 }]);
    expect(deaths[0]?.limitOwner).toContain('cri-containerd-');
    expect(deaths[0]?.evidence.map(({ source }) => source)).toContain('pod-status');
  });

  it('the limit of the pod', () => {
    const [death, ...more] = podDeaths({ ...how, deaths: [at(10_000, { limit: 'pod' })] });
    expect(more).toEqual([]);
    expect(death).toMatchObject({ class: 'pod-limit', mainProcess: true, container: 'app', confidence: heard ? 'certain' : 'probable' });
    expect(death?.limitOwner).toMatch(/pod[0-9a-f_]+\.slice$/);
  });

  it('the limit of the pod, where another container held more', () => {
    const deaths = podDeaths({ ...how, containers: [app, proxy], deaths: [at(10_000, { container: 'proxy', limit: 'pod' })] });
    expect(deaths).toMatchObject([{ class: 'sibling', container: 'proxy' }]);
    expect(deaths[0]?.evidence.find(({ source }) => source === 'sample')?.text).toMatch(/app 10[02]Mi.*, proxy 2[02]Mi/);
  });

  it('the limit of the pod, where files in memory held more than any container', () => {
    const small = { ...app, usageBytes: 40 * MiB };
    expect(podDeaths({ ...how, containers: [small], podFilesBytes: 86 * MiB, deaths: [at(10_000, { limit: 'pod' })] })).toMatchObject([
      { class: 'sibling', container: 'app' },
    ]);
  });

  it('a sidecar at its own limit', () => {
    const sidecar = { ...proxy, role: 'sidecar' as const };
    const deaths = podDeaths({ ...how, containers: [sidecar, app], deaths: [at(10_000, { container: 'proxy', counted: true })] });
    expect(deaths).toMatchObject([{ class: 'sidecar', container: 'proxy', mainProcess: true }]);
  });

  it('a child, the main process living on', () => {
    const deaths = podDeaths({ ...how, deaths: [at(10_000, { what: 'child', limit: 'pod' })] });
    expect(deaths).toMatchObject([{ class: 'child-process', mainProcess: false }]);
  });

  it('an init container', () => {
    const deaths = podDeaths({ ...how, containers: [{ ...init, endsAtMs: 4000 }, app], deaths: [at(900, { container: 'migrate', counted: true })] });
    expect(deaths).toMatchObject([{ class: 'init-container', container: 'migrate' }]);
  });

  it('before it was ready', () => {
    expect(podDeaths({ ...how, deaths: [at(300, { counted: true })] })).toMatchObject([{ class: 'startup', mainProcess: true }]);
  });

  it.each([
    'runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?)',
    'error setting cgroup config for procHooks process: unable to set memory limit to 2097152 (current usage: 2134016, peak usage: 2277376)',
  ])("the runtime's own first process, which did not fit: %s", (message) => {
    const deaths = podDeaths({ ...how, deaths: [at(300, { what: 'start-error', message })] });
    expect(deaths).toMatchObject([
      { class: 'startup', mainProcess: true, evidence: expect.arrayContaining([expect.objectContaining({ source: 'pod-status' })]) },
    ]);
  });

  it('all pods of the node together', () => {
    const deaths = podDeaths({ ...how, deaths: [at(10_000, { limit: 'all-pods', counted: true })] });
    expect(deaths).toMatchObject([{ class: 'node-allocatable', mainProcess: true }]);
  });

  it('an eviction is one death and no kill, however many containers end with it', () => {
    const deaths = podDeaths({ ...how, containers: [app, proxy], evictedAtMs: 20_000 });
    expect(deaths).toMatchObject([{ class: 'evicted', container: 'app', evidence: [{ source: 'pod-status' }, { source: 'kube-event' }] }]);
  });

  it('two kills within a second are two', () => {
    const deaths = podDeaths({ ...how, deaths: [at(10_000, { what: 'child' }), at(10_700, { counted: true })] });
    expect(deaths.map(({ mainProcess }) => mainProcess)).toEqual([false, true]);
  });

  it('a pod that is deleted did not die', () => {
    expect(podDeaths({ ...how, deletedAtMs: 10_000, deaths: [{ atMs: 10_400, container: 'app', what: 'end', reason: 'Error', exitCode: 137 }] })).toEqual([]);
  });

  it('a stale OOMKilled: a child was killed, and the container ended by itself later', () => {
    const end = at(20_000, { what: 'end', reason: 'OOMKilled', exitCode: 143 });
    const deaths = podDeaths({ ...how, deaths: [at(10_000, { what: 'child' }), end] });
    expect(deaths.map((death) => death.class)).toEqual(['child-process', heard ? 'stale-oomkilled' : 'suspected']);
  });
});

describe('with the kernel log heard', () => {
  it('an exit 137 without a kill is none', () => {
    const deaths = podDeaths({ deaths: [at(10_000, { what: 'end', reason: 'Error', exitCode: 137 })] });
    expect(deaths).toMatchObject([{ class: 'exit-137-not-oom', confidence: 'certain' }]);
  });

  it('an exit 137 without a kill is suspected where a kill without a name fits it, and the status does not say OOMKilled', () => {
    const nameless: RecordingEvent = {
      kind: 'kernel-line',
      t: 9990,
      seq: 0,
      kernelMs: 9990,
      line: 'Memory cgroup out of memory: Killed process 77 (server) total-vm:204800kB, anon-rss:102400kB, file-rss:0kB, shmem-rss:0kB, UID:0 pgtables:300kB oom_score_adj:0',
    };
    const end = at(10_000, { what: 'end', reason: 'Error', exitCode: 137 });
    expect(podDeaths({ deaths: [end] }, (events) => [...events, nameless])).toMatchObject([{ class: 'suspected' }]);
    expect(podDeaths({ deaths: [{ ...end, reason: 'OOMKilled' }] }, (events) => [...events, nameless])).toMatchObject([
      { confidence: 'probable', mainProcess: true, comm: 'server' },
    ]);
    // Long before the end it explains nothing.
    expect(podDeaths({ deaths: [{ ...end, atMs: 20_000 }] }, (events) => [...events, nameless])).toMatchObject([{ class: 'exit-137-not-oom' }]);
  });

  it('a status of Error hides no kill', () => {
    expect(podDeaths({ deaths: [at(10_000, { limit: 'pod', reason: 'Error' })] })).toMatchObject([{ class: 'pod-limit', mainProcess: true }]);
  });

  it('a status of OOMKilled with 137 is stale where nothing was killed: on v1 a kill beside it marks a container too', () => {
    const end = at(10_000, { what: 'end', reason: 'OOMKilled', exitCode: 137 });
    expect(podDeaths({ deaths: [end] })).toMatchObject([{ class: 'stale-oomkilled' }]);
  });

  it('the machine out of memory', () => {
    expect(podDeaths({ deaths: [at(10_000, { limit: 'global' })] })).toMatchObject([{ class: 'global-oom', limitOwner: null }]);
  });

  it("the limit of the node's own container, as in kind", () => {
    expect(podDeaths({ deaths: [at(10_000, { limit: 'node' })] })).toMatchObject([{ class: 'ancestor-limit' }]);
  });

  it('a kill in another pod is none of ours', () => {
    const foreign = (events: RecordingEvent[]) =>
      events.map((event) => (event.kind === 'kernel-line' ? { ...event, line: event.line.replaceAll('0a1b2c3d', 'ffffffff') } : event));
    expect(podDeaths({ deaths: [at(10_000, { what: 'child', counted: false })] }, foreign)).toEqual([]);
  });

  it('a restart whose status was overwritten is told by its kill, and without one by the restart count', () => {
    const quick = [at(5000), at(6100, { overwritten: true }), at(7800)];
    expect(podDeaths({ deaths: quick }).map((death) => [death.class, death.mainProcess])).toEqual([
      ['main-process', true],
      ['startup', true],
      ['main-process', true],
    ]);
    const silent = quick.map((death) => ({ ...death, what: 'end' as const }));
    expect(podDeaths({ deaths: silent }).map((death) => death.class)).toEqual(['exit', 'exit', 'exit']);
    expect(podDeaths({ deaths: silent, kernelLog: 'denied' }).map((death) => death.class)).toEqual(['exit', 'suspected', 'exit']);
  });

  it('the first kill of two in a container that ended was of a child', () => {
    const deaths = podDeaths({ deaths: [at(9000, { what: 'child', counted: false }), at(9900)] });
    expect(deaths.map(({ comm, mainProcess }) => [comm, mainProcess])).toEqual([
      ['worker', false],
      ['server', true],
    ]);
  });
});

describe('a kill just before the pod is deleted', () => {
  it('is one of the main process where its cgroup was gone before', () => {
    const killed = { deaths: [at(10_000)], deletedAtMs: 10_300 };
    expect(podDeaths(killed)).toMatchObject([{ mainProcess: true }]);
  });

  it('is one of a child where the cgroup stayed until the deletion', () => {
    const events = (all: RecordingEvent[]) => all.map((event) => (event.kind === 'cgroup-gone' && event.cg === 10 ? { ...event, t: 10_900 } : event));
    const killed = {
      deaths: [at(10_000, { what: 'child', counted: false }), at(10_600, { what: 'end', reason: 'OOMKilled', exitCode: 137 })],
      deletedAtMs: 10_300,
    };
    expect(podDeaths(killed, events)).toMatchObject([{ mainProcess: false, class: 'child-process' }]);
  });
});
