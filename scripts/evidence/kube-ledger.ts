// Recall and precision of the ledger over real kills in a cluster of kind: 50 children of a living container and 12 main processes of 4 pods. Truth is what
// the workload itself wrote: the parent of the children what wait() said, a main process its last words before it grew. The one recording is judged three
// times: as it is, without the kernel log, and by the pods' status alone. Usage: npm run evidence -- kube-ledger, with a Docker engine and kind; makes a
// cluster of its own, and judges the kept recording again where there is one.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import { isKill } from '../../src/analysis/deaths/classify.ts';
import { deathLedger } from '../../src/analysis/deaths/ledger.ts';
import { factsFrom } from '../../src/analysis/facts/collect-facts.ts';
import type { RecordingEvent } from '../../src/recording/events.ts';
import { recordingManifestSchema } from '../../src/recording/manifest.ts';
import { type OwnCluster, openOwnCluster, smallNodeBytes } from '../../test/kind/own-cluster.ts';
import { pod, shell, sleeps } from '../../test/kind/pods.ts';
import { recordPods } from '../../test/kind/record-pods.ts';
import { ownPool } from './pool.mjs';

interface Kill {
  readonly pod: string;
  readonly main: boolean;
  readonly tMs: number;
}
interface Made {
  readonly truth: readonly Kill[];
  readonly alone: string;
}

const children = 50;
const mains = { pods: 4, each: 3 };
const pool = ownPool() as { dir: string; unit<T>(key: string, work: () => Promise<T>): Promise<T> };
const dir = join(pool.dir, 'recording');
const truthDir = `/tmp/highwater-truth-${process.pid}`;
type OnNode = (...args: string[]) => string;

const mount = { volumeMounts: [{ name: 'truth', mountPath: '/truth' }] };
const volumes = [{ name: 'truth', hostPath: { path: truthDir, type: 'DirectoryOrCreate' } }];

/** Slow enough that the kernel names every cgroup: it limits those lines to 10 in 5 s. */
const killsChildren = `for i in $(seq ${children}); do tail /dev/zero & wait $!; echo "$EPOCHREALTIME $?" >> /truth/children; sleep 0.7; done; ${sleeps}`;
const diesAgain = (name: string) =>
  `touch /truth/${name}; test $(wc -l < /truth/${name}) -ge ${mains.each} && ${sleeps}; sleep 2; echo "$EPOCHREALTIME" >> /truth/${name}; exec tail /dev/zero`;

/** Half of the pods have a limitless container beside the one that dies, so that its own limit is hit and not the pod's. */
function mainPod(index: number): V1Pod {
  const name = `main-${index}`;
  const beside = index % 2 === 0 ? [] : [shell('beside', sleeps)];
  return pod(name, { containers: [shell('app', diesAgain(name), '48Mi', mount), ...beside], volumes });
}

function lines(onNode: OnNode, file: string): number[] {
  return onNode('sh', '-c', `cat ${truthDir}/${file} 2>/dev/null || true`)
    .split('\n')
    .flatMap((line) => {
      const [seconds, status] = line.split(' ');
      return seconds && (status === undefined || status === '137') ? [Number(seconds) * 1000] : [];
    });
}

async function make(): Promise<Made> {
  const cluster = await openOwnCluster(smallNodeBytes);
  try {
    return await makeIn(cluster);
  } finally {
    cluster.close();
  }
}

async function makeIn({ kubeconfig, node }: OwnCluster): Promise<Made> {
  const onNode: OnNode = (...args) => execFileSync('docker', ['exec', node, ...args], { encoding: 'utf8' });
  const mainPods = Array.from({ length: mains.pods }, (_, index) => mainPod(index));
  let alone = '';
  await recordPods({
    dir,
    kubeconfig,
    node,
    namespace: `dev-ledger-truth-${process.pid}`,
    pods: [pod('children', { containers: [shell('app', killsChildren, '48Mi', mount)], volumes }), ...mainPods],
    container: 'app',
    until: async (kubectl) => {
      const giveUpMs = performance.now() + 240_000;
      const done = () =>
        lines(onNode, 'children').length === children && mainPods.every((each) => lines(onNode, each.metadata?.name ?? '').length === mains.each);
      while (!done() && performance.now() < giveUpMs) await sleep(2000);
      // The last death must reach the status of its pod.
      await sleep(5000);
      alone = kubectl('get', 'pod', '--no-headers').trim();
    },
  });
  const startedAt = Date.parse(manifestOf().clock.startedAt);
  const truth = (file: string, main: boolean) => lines(onNode, file).map((ms) => ({ pod: file, main, tMs: ms - startedAt }));
  const made = { truth: [...truth('children', false), ...mainPods.flatMap((each) => truth(each.metadata?.name ?? '', true))], alone };
  return made;
}

const manifestOf = () => recordingManifestSchema.parse(JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')));
const eventsOf = () =>
  readFileSync(join(dir, 'events.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RecordingEvent);

function ledgerOf(events: readonly RecordingEvent[]): Kill[] {
  const facts = factsFrom(manifestOf(), (visit) => {
    for (const event of events) visit(event);
    return false;
  });
  return deathLedger(facts, [])
    .filter(isKill)
    .map((death) => ({ pod: death.pod ?? '', main: death.mainProcess, tMs: death.tMs }));
}

const withoutLog = (events: readonly RecordingEvent[]) =>
  events.filter(({ kind }) => kind !== 'kernel-line').map((event) => (event.kind === 'kernel-log' ? ({ ...event, state: 'denied' } as const) : event));

/** What a reader of pod status counts: each container that ended as OOMKilled. */
function byStatus(events: readonly RecordingEvent[]): Kill[] {
  const names = new Map(events.flatMap((event) => (event.kind === 'pod' ? [[event.podUid, event.name] as const] : [])));
  const ends = events.flatMap((event) => (event.kind === 'pod-status' && event.state === 'terminated' && event.reason === 'OOMKilled' ? [event] : []));
  const each = new Map(ends.map((end) => [end.containerId, end]));
  return [...each.values()].map((end) => ({ pod: names.get(end.podUid) ?? '', main: true, tMs: end.t }));
}

/** A status comes to a second, a second late; a kill follows the last words by what growing takes. */
const matchMs = 3500;

function score(name: string, truth: readonly Kill[], found: readonly Kill[]): string {
  const left = [...found];
  const right = truth.filter((kill) => {
    const index = left.findIndex((each) => each.pod === kill.pod && each.main === kill.main && Math.abs(each.tMs - kill.tMs) < matchMs);
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
  const share = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} % (${part}/${whole})`);
  const of = (main: boolean, kills: readonly Kill[]) => kills.filter((kill) => kill.main === main).length;
  return `| ${name} | ${share(of(false, right), of(false, truth))} | ${share(of(true, right), of(true, truth))} | ${share(right.length, found.length)} |`;
}

const { truth, alone } = await pool.unit('made', make);
const events = eventsOf();
console.log(`truth: ${truth.filter(({ main }) => !main).length} children (wait), ${truth.filter(({ main }) => main).length} main processes\n`);
console.log('| judged by | children found | main processes found | precision |\n|---|---|---|---|');
console.log(score('ledger', truth, ledgerOf(events)));
console.log(score('ledger, kernel log taken out', truth, ledgerOf(withoutLog(events))));
console.log(score('pod status alone, every transition', truth, byStatus(events)));
console.log(`\n\`kubectl get pod\` at the end:\n\n${alone}`);
