import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AgentConnection } from '../../src/ports/agent.ts';
import type { ProbeSession } from '../../src/ports/probe.ts';
import type { WatchedPod } from '../../src/ports/target.ts';
import { createAgent } from '../../src/probes/agent/agent.ts';
import { type EventOf, eventSchema, type RecordingEvent } from '../../src/recording/events.ts';
import { monotonicMs } from '../../src/run/clock.ts';
import { containerId, ended, KubepodsTree, podUid } from '../agent/kubepods-tree.ts';
import { LocalAgent, token } from '../agent/local-agent.ts';
import { describeWith } from '../requirements.ts';

const MiB = 2 ** 20;
const [sandbox, app, second, init] = [containerId(1), containerId(2), containerId(3), containerId(4)] as const;
const uid = podUid(1);
const hold = (mib: number) => `const held = Buffer.alloc(${mib} * ${MiB}, 1); setInterval(() => held, 1e6)`;

let dir: string;
let tree: KubepodsTree;
let agent: LocalAgent;
let connection: AgentConnection;
let session: ProbeSession;
let events: RecordingEvent[];
let anchorMs: number;
let kills: number;

const clock = () => Math.round((monotonicMs() - anchorMs) * 100) / 100;
const of = <K extends RecordingEvent['kind']>(kind: K) => events.filter((event): event is EventOf<K> => event.kind === kind);
const cgroupsOf = (container: string) => of('cgroup').filter((event) => event.container === container && event.role === 'workload');
const samplesOf = (container: string) => {
  const cgs = cgroupsOf(container).map(({ cg }) => cg);
  return of('sample').filter(({ cg }) => cgs.includes(cg));
};
const pod = (containers: Record<string, string>, podUidOf = uid): WatchedPod => ({
  namespace: 'shop',
  name: 'checkout-0',
  uid: podUidOf,
  node: 'node-1',
  containers: Object.entries(containers).map(([id, name]) => ({ name, id, kind: 'container', restart: 0 })),
});
async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300 && !holds(); tries++) await sleep(50);
  expect(holds(), what).toBe(true);
}

async function begin(): Promise<void> {
  anchorMs = monotonicMs();
  connection = createAgent().connect(agent.transport, token);
  const emit = (event: RecordingEvent) => void events.push(eventSchema.parse(event));
  session = await connection.probe.start({ hz: 20, clock, monotonicMs: anchorMs, emit });
  session.onKill(() => {
    kills += 1;
  });
  session.phase('startup');
}

function suite(driver: 'systemd' | 'cgroupfs'): void {
  beforeEach(async () => {
    dir = mkdtempSync(join(tmpdir(), 'highwater-agent-'));
    events = [];
    kills = 0;
    const name = `highwater-agent-test-${process.pid}-${driver}`;
    tree = new KubepodsTree(name, driver);
    agent = new LocalAgent(dir, ['--search-below', `/${name}`, '--kernel-log', '/dev/kmsg', '--writable', '--host-root', '/']);
    await agent.start();
  });
  afterEach(async () => {
    agent.cut = false;
    await session?.stop();
    await agent.kill();
    await tree.remove();
    rmSync(dir, { recursive: true });
  });

  test('a pod is sampled from its birth and written under names that come later; what is not ours stays out', async () => {
    await begin();
    const stranger = podUid(2);
    for (const each of [uid, stranger]) {
      tree.makePod(each, 200 * MiB);
      tree.makeContainer(each, each === uid ? sandbox : containerId(11));
      tree.makeContainer(each, each === uid ? app : containerId(12), 150 * MiB);
    }
    tree.sleep(uid, sandbox);
    tree.run(uid, app, hold(40));
    await sleep(1500);
    expect(of('cgroup')).toEqual([]);
    session.watchPod?.(pod({}));
    session.watchPod?.(pod({ [app]: 'app' }));
    await session.settled();
    session.phase('idle');
    await until('samples of a phase', () => of('watermark').some(({ phase }) => phase === 'startup'));
    await session.stop();
    expect(cgroupsOf('app')).toMatchObject([{ podUid: uid, containerId: app, node: 'node-1', limitBytes: 150 * MiB }]);
    expect(of('cgroup').filter(({ role }) => role === 'workload')).toHaveLength(1);
    expect(of('cgroup').find(({ role, podUid: owner }) => role === 'ancestor' && owner === uid)).toMatchObject({ limitBytes: 200 * MiB, container: '' });
    expect(JSON.stringify(events)).not.toContain(stranger.slice(-12));
    expect(Math.max(...samplesOf('app').map(({ v }) => v[0] ?? 0))).toBeGreaterThan(40 * MiB);
    expect(of('clock-offset')[0]).toMatchObject({ node: 'node-1', offsetMs: 0, uncertaintyMs: 0 });
    expect(of('kernel-log').map(({ state }) => state)).toEqual(['subscribed', 'ended']);
    expect(session.latest('app')?.peakBytes).toBeGreaterThan(40 * MiB);
  });

  test('a container that is killed while it starts is told, though nobody had named its pod yet', async () => {
    await begin();
    tree.makePod(uid);
    tree.makeContainer(uid, sandbox);
    tree.makeContainer(uid, app, 30 * MiB);
    const child = tree.run(uid, app, hold(100));
    await once(child, 'exit');
    await sleep(200);
    await tree.removeContainer(uid, app);
    await sleep(1500);
    expect(kills).toBe(0);
    session.watchPod?.(pod({ [app]: 'app' }));
    expect(kills).toBeGreaterThan(0);
    await session.stop();
    const [killed] = cgroupsOf('app');
    expect(
      of('counters')
        .filter(({ cg }) => cg === killed?.cg)
        .at(-1)?.hierarchical.oom_kill,
    ).toBeGreaterThan(0);
    expect(of('cgroup-gone').map(({ cg }) => cg)).toContain(killed?.cg);
    expect(of('kernel-line').some(({ line }) => line.includes('Killed process'))).toBe(true);
  });

  test('a kill in a cgroup that is removed at once is told by the kernel log', async () => {
    await begin();
    tree.makePod(uid);
    tree.makeContainer(uid, sandbox);
    tree.makeContainer(uid, app, 30 * MiB);
    session.watchPod?.(pod({ [app]: 'app' }));
    const child = tree.run(uid, app, hold(100));
    await once(child, 'exit');
    await tree.removeContainer(uid, app);
    await until('the kill', () => kills > 0);
    await session.stop();
    expect(of('kernel-line').some(({ line }) => line.includes(`/${app}`) || line.includes(`-${app}.scope`))).toBe(true);
  });

  test('an agent that may not write leaves the watermarks alone, and says so', async () => {
    await agent.kill();
    agent = new LocalAgent(dir, ['--search-below', `/${tree.top.split('/').at(-1)}`]);
    await agent.start();
    await begin();
    tree.makePod(uid);
    tree.makeContainer(uid, sandbox);
    tree.makeContainer(uid, app, 100 * MiB);
    const busy = tree.run(uid, app, hold(40));
    session.watchPod?.(pod({ [app]: 'app' }));
    await until('samples', () => samplesOf('app').some(({ v }) => (v[0] ?? 0) > 40 * MiB));
    await ended(busy);
    session.phase('idle');
    await session.settled();
    await session.stop();
    const marks = of('watermark').filter(({ cg }) => cg === cgroupsOf('app')[0]?.cg);
    expect(marks.map(({ phase, sinceReset }) => [phase, sinceReset])).toEqual([
      ['startup', false],
      ['idle', false],
    ]);
    expect(marks[1]?.bytes).toBeGreaterThan(40 * MiB);
    expect(of('note').map(({ code }) => code)).toContain('watermark-not-resettable');
    expect(of('kernel-log')).toMatchObject([{ state: 'denied' }]);
    expect(await connection.evictFiles()).toMatchObject({ method: 'unavailable' });
  });

  test('a connection that is cut for some seconds loses no sample', async () => {
    await begin();
    tree.makePod(uid);
    tree.makeContainer(uid, sandbox);
    tree.makeContainer(uid, app);
    tree.run(uid, app, hold(10));
    session.watchPod?.(pod({ [app]: 'app' }));
    await until('samples', () => samplesOf('app').length > 10);
    agent.cut = true;
    session.phase('idle');
    const cutMs = clock();
    await sleep(6000);
    expect(samplesOf('app').every(({ t }) => t < cutMs + 2000)).toBe(true);
    agent.cut = false;
    await until('samples after the cut', () => samplesOf('app').some(({ t }) => t > cutMs + 6500));
    await session.stop();
    const times = samplesOf('app').map(({ t }) => t);
    const told = of('gap').reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    const holes = times.slice(1).map((t, index) => t - (times[index] ?? t));
    // A machine that is busy may miss ticks, and then says so itself; the cut adds none.
    expect(Math.max(...holes)).toBeLessThan(150 + told);
    expect(of('watermark').map(({ phase }) => phase)).toEqual(expect.arrayContaining(['startup', 'idle']));
  });

  test('an agent that is killed and started again goes on, says what it missed, and numbers nothing twice', async () => {
    await begin();
    tree.makePod(uid);
    tree.makeContainer(uid, sandbox);
    tree.makeContainer(uid, app);
    tree.run(uid, app, hold(10));
    session.watchPod?.(pod({ [app]: 'app' }));
    await until('samples', () => samplesOf('app').length > 10);
    await agent.kill();
    const diedMs = clock();
    tree.makeContainer(uid, second);
    tree.run(uid, second, hold(20));
    await agent.start();
    session.watchPod?.(pod({ [app]: 'app', [second]: 'sidecar' }));
    await until('samples after the death', () => samplesOf('app').some(({ t }) => t > diedMs + 1000) && samplesOf('sidecar').length > 5);
    session.phase('idle');
    await session.stop();
    expect(cgroupsOf('app')).toHaveLength(1);
    expect(cgroupsOf('sidecar')).toHaveLength(1);
    expect(of('gap').find(({ reason }) => reason === 'the agent was started again')?.fromMs).toBeLessThan(diedMs + 100);
    expect(
      of('watermark')
        .filter(({ cg }) => cg === cgroupsOf('app')[0]?.cg)
        .map(({ phase }) => phase),
    ).toEqual(['startup', 'idle']);
  });

  test('an agent that lost its disk with its pod is told everything again', async () => {
    await begin();
    tree.makePod(uid);
    tree.makeContainer(uid, sandbox);
    tree.makeContainer(uid, app);
    tree.run(uid, app, hold(10));
    session.watchPod?.(pod({ [app]: 'app' }));
    await until('samples', () => samplesOf('app').length > 10);
    await agent.kill();
    const diedMs = clock();
    rmSync(agent.stateDir, { recursive: true });
    await agent.start();
    await until('samples after the replacement', () => samplesOf('app').some(({ t }) => t > diedMs + 500));
    await session.stop();
    expect(cgroupsOf('app')).toHaveLength(1);
    expect(of('note').map(({ code }) => code)).toContain('agent-replaced');
    expect(of('gap').map(({ reason }) => reason)).toContain('the agent was replaced');
  });

  test('a container whose ID is never told gets the one name that its pod has', async () => {
    await begin();
    tree.makePod(uid);
    tree.makeContainer(uid, sandbox);
    tree.makeContainer(uid, init);
    tree.run(uid, init, hold(5));
    session.watchPod?.({ ...pod({}), containers: [{ name: 'migrate', id: undefined, kind: 'init', restart: 0 }] });
    await sleep(1000);
    await session.stop();
    expect(cgroupsOf('migrate')).toMatchObject([{ containerId: init }]);
    expect(of('note').map(({ code }) => code)).toContain('container-unnamed');
  });
}

describeWith(['cgroup', 'root'], 'the agent on a tree of the cgroupfs driver', () => suite('cgroupfs'));
describeWith(['cgroup', 'root'], 'the agent on a tree of the systemd driver', () => suite('systemd'));
