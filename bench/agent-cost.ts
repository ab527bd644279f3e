/**
 * Cost and punctuality of the in-cluster agent by the number of pods it watches, on a hand-made tree of this machine's cgroups:
 *   node bench/agent-cost.ts [seconds per stretch, 10] [pods, e.g. 0,1,10,30]
 * Each pod has a sandbox and one container, both asleep, as a pause process and an idle service. Needs root. Budget: under 1 % of a core per container at 20 Hz.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAgent } from '../src/probes/agent/agent.ts';
import type { EventOf, RecordingEvent } from '../src/recording/events.ts';
import { monotonicMs } from '../src/run/clock.ts';
import { containerId, KubepodsTree, podUid, version } from '../test/agent/kubepods-tree.ts';
import { LocalAgent, token } from '../test/agent/local-agent.ts';

const seconds = Number(process.argv[2] ?? 10);
const counts = (process.argv[3] ?? '0,1,10,30').split(',').map(Number);

async function stretch(pods: number): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'highwater-agent-bench-'));
  const name = `highwater-agent-bench-${process.pid}`;
  const tree = new KubepodsTree(name, 'systemd');
  const agent = new LocalAgent(dir, ['--search-below', `/${name}`, '--kernel-log', '/dev/kmsg', '--writable']);
  const events: RecordingEvent[] = [];
  const anchorMs = monotonicMs();
  try {
    await agent.start();
    const connection = createAgent().connect(agent.transport, token);
    const clock = () => monotonicMs() - anchorMs;
    const session = await connection.probe.start({ hz: 20, clock, monotonicMs: anchorMs, emit: (event) => void events.push(event) });
    session.phase('bench');
    for (let pod = 1; pod <= pods; pod++) startPod(tree, pod, (each) => session.watchPod?.(each));
    // What is measured is the steady cost: the first seconds open and compile.
    await sleep(6000);
    const fromMs = clock();
    await sleep(seconds * 1000 + 5500);
    await session.stop();
    return row(
      pods,
      events.filter(({ t }) => t >= fromMs),
    );
  } finally {
    await agent.kill();
    await tree.remove();
    rmSync(dir, { recursive: true });
  }
}

function startPod(tree: KubepodsTree, pod: number, watch: (pod: Parameters<NonNullable<Session['watchPod']>>[0]) => void): void {
  const [uid, app] = [podUid(pod), containerId(2 * pod + 1)];
  tree.makePod(uid);
  tree.makeContainer(uid, containerId(2 * pod));
  tree.sleep(uid, containerId(2 * pod));
  tree.makeContainer(uid, app, 256 * 2 ** 20);
  tree.sleep(uid, app);
  watch({ namespace: 'bench', name: `pod-${pod}`, uid, node: 'node-1', containers: [{ name: `app-${pod}`, kind: 'container', id: app, restart: 0 }] });
}

type Session = Awaited<ReturnType<ReturnType<ReturnType<typeof createAgent>['connect']>['probe']['start']>>;

function row(pods: number, events: readonly RecordingEvent[]): string {
  const costs = events.filter((event): event is EventOf<'agent'> => event.kind === 'agent');
  const ticks = events.filter((event): event is EventOf<'ticks'> => event.kind === 'ticks');
  const [first, last] = [costs[0], costs.at(-1)];
  const percent = first && last && last.t > first.t ? (last.cpuUs - first.cpuUs) / 10 / (last.t - first.t) : Number.NaN;
  const total = (key: 'due' | 'late' | 'missed') => ticks.reduce((sum, event) => sum + event[key], 0);
  const samples = events.filter(({ kind }) => kind === 'sample').length;
  const cells = [
    pods,
    percent.toFixed(2),
    pods === 0 ? '' : (percent / pods).toFixed(3),
    ((last?.rssBytes ?? 0) / 2 ** 20).toFixed(0),
    total('due'),
    total('late'),
    total('missed'),
    samples,
  ];
  return `| ${cells.join(' | ')} |`;
}

process.stdout.write(`cgroup v${version}, 20 Hz, ${seconds} s per stretch\n\n`);
process.stdout.write('| pods | % of a core | per container | MiB resident | due | late | missed | samples |\n|---|---|---|---|---|---|---|---|\n');
for (const count of counts) process.stdout.write(`${await stretch(count)}\n`);
