// Runs inside the emulated machine as root: an agent on a hand-made kubepods tree of cgroup v2, and prints as JSON what its recording holds.
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAgent } from '../../src/probes/agent/agent.ts';
import type { EventOf, RecordingEvent } from '../../src/recording/events.ts';
import { monotonicMs } from '../../src/run/clock.ts';
import { containerId, ended, KubepodsTree, podUid, version } from '../agent/kubepods-tree.ts';
import { LocalAgent, token } from '../agent/local-agent.ts';

const mebibyte = 2 ** 20;
const [uid, sandbox, app] = [podUid(1), containerId(1), containerId(2)] as const;
const restarted = containerId(3);
const anchorMs = monotonicMs();
const clock = () => monotonicMs() - anchorMs;
const events: RecordingEvent[] = [];
let kills = 0;

const of = <K extends RecordingEvent['kind']>(kind: K) => events.filter((event): event is EventOf<K> => event.kind === kind);
const cgsOf = (container: string) => of('cgroup').flatMap((event) => (event.container === container && event.role === 'workload' ? [event.cg] : []));

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !holds(); tries++) await sleep(100);
  if (!holds()) throw new Error(`${what} never came`);
}

const tree = new KubepodsTree('highwater-agent-v2', 'systemd');
const agent = new LocalAgent(mkdtempSync(join(tmpdir(), 'agent-')), [
  '--search-below',
  '/highwater-agent-v2',
  '--kernel-log',
  '/dev/kmsg',
  '--writable',
  '--host-root',
  '/',
]);
await agent.start();
const connection = createAgent().connect(agent.transport, token);
// Emulation is some twenty times slower: at 20 Hz it would do nothing but sample.
const session = await connection.probe.start({ hz: 5, clock, monotonicMs: anchorMs, emit: (event) => void events.push(event) });
session.onKill(() => {
  kills += 1;
});
session.phase('startup');
tree.makePod(uid, 200 * mebibyte);
tree.makeContainer(uid, sandbox);
tree.sleep(uid, sandbox);

// A group kill: the kernel takes the helper with the one that asked for too much, and the scope is removed at once.
const dir = tree.makeContainer(uid, app, 64 * mebibyte);
writeFileSync(join(dir, 'memory.oom.group'), '1');
const helper = tree.sleep(uid, app);
const main = tree.run(uid, app, `const held = Buffer.alloc(200 * ${mebibyte}, 1); setInterval(() => held, 1e6)`);
await Promise.all([once(main, 'exit'), once(helper, 'exit')]);
await tree.removeContainer(uid, app);
const containers = [{ name: 'app', id: app as string, kind: 'container' as const, restart: 0 }];
session.watchPod?.({ namespace: 'shop', name: 'checkout', uid, node: 'node-1', containers });
await until('the kill', () => kills > 0);

// The next start of the same container, a phase of its own, and a connection that is cut meanwhile.
tree.makeContainer(uid, restarted, 100 * mebibyte);
const second = tree.sleep(uid, restarted);
session.watchPod?.({
  namespace: 'shop',
  name: 'checkout',
  uid,
  node: 'node-1',
  containers: [...containers, { name: 'app', id: restarted, kind: 'container', restart: 1 }],
});
await until('samples of the second start', () => of('sample').some(({ cg }) => cg === cgsOf('app')[1]));
session.phase('idle');
await session.settled();
agent.cut = true;
const cutMs = clock();
await sleep(5000);
agent.cut = false;
await until('samples after the cut', () => of('sample').some(({ t }) => t > cutMs + 6000));
await connection.learnFiles([uid]);
await session.stop();
await ended(second);
const cold = await connection.evictFiles();

const [first, again] = cgsOf('app');
const times = of('sample').flatMap(({ cg, t }) => (cg === again ? [t] : []));
const gapMs = of('gap').reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
const pod = of('cgroup').find((event) => event.role === 'ancestor' && event.podUid === uid);
const facts = {
  version,
  kills,
  gone: of('cgroup-gone').some(({ cg }) => cg === first),
  pod: { limitBytes: pod?.limitBytes, counters: of('counters').findLast(({ cg }) => cg === pod?.cg) },
  killLines: of('kernel-line').filter(({ line }) => line.includes('Killed process')).length,
  groupLines: of('kernel-line').filter(({ line }) => line.includes('memory.oom.group')).length,
  watermarks: of('watermark').filter(({ cg }) => cg === again),
  pressure: of('pressure').filter(({ cg }) => cg === again).length,
  longestHoleMs: Math.max(...times.slice(1).map((t, index) => t - (times[index] ?? t))),
  gapMs,
  samplesInCut: times.filter((t) => t > cutMs && t < cutMs + 5000).length,
  cold,
  clock: of('clock-offset')[0],
};
process.stdout.write(`${JSON.stringify(facts)}\n`);
await agent.kill();
await tree.remove();
