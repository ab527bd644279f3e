import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { enginePassage, Passage } from '../../../../test/smoke/passage.ts';
import { blow, ended, type Moment } from './moment.ts';
import type { Stage } from './stage.ts';

const cutMs = 20_000;
const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

const podOf = (stage: Stage, namespace: string): string => stage.kubectl('-n', namespace, 'get', 'pod', '-o', 'jsonpath={.items[0].metadata.name}');

/** The API server answers on the way through this, until it is cut. */
async function throughPassage(stage: Stage): Promise<Passage> {
  const { port } = new URL(stage.server);
  const passage = new Passage({ host: '127.0.0.1', port: Number(port) });
  const own = await passage.listen({ host: '127.0.0.1', port: 0 });
  const text = readFileSync(stage.kubeconfig, 'utf8');
  writeFileSync(stage.kubeconfig, text.replace(stage.server, `https://127.0.0.1:${own}`));
  return passage;
}

const connectionCut: Moment = {
  title: 'connection to the API server cut for 20 s',
  async make(stage) {
    const before = readFileSync(stage.kubeconfig, 'utf8');
    const passage = await throughPassage(stage);
    const { port } = new URL(stage.server);
    const told = await blow({
      title: '',
      async blow() {
        passage.cut();
        await sleep(cutMs);
        await passage.listen({ host: '127.0.0.1', port: Number(port) });
      },
    }).make(stage);
    passage.cut();
    writeFileSync(stage.kubeconfig, before);
    return told;
  },
};

/** Packets from the API server to the sampler are dropped in the node, without a word. */
async function dropAgent(stage: Stage): Promise<void> {
  const namespace = stage.namespace('agent-');
  const ip = stage.kubectl('-n', namespace, 'get', 'pod', '-o', 'jsonpath={.items[0].status.podIP}');
  stage.onNode('iptables', '-I', 'OUTPUT', '-d', ip, '-j', 'DROP');
  await sleep(cutMs);
  stage.onNode('iptables', '-D', 'OUTPUT', '-d', ip, '-j', 'DROP');
}

/** More than its volume may hold: the kubelet itself evicts. */
const evictable = {
  command: [
    'sh',
    '-c',
    `node -e "require('http').createServer((q, s) => s.end('ok')).listen(8080)" & while sleep 1; do test -e /tmp/now && head -c 40m /dev/zero > /tmp/f; done`,
  ],
  resources: { limits: { 'ephemeral-storage': '20Mi' } },
};

async function throughEngine(stage: Stage, act: (cut: () => void, env: NodeJS.ProcessEnv) => Promise<Awaited<ReturnType<Moment['make']>>>) {
  const passage = enginePassage();
  const path = join(stage.sandbox.dir, 'engine.sock');
  await passage.listen({ path });
  try {
    return await act(() => passage.cut(), { DOCKER_HOST: `unix://${path}` });
  } finally {
    passage.cut();
  }
}

const engineGone: readonly Moment[] = [
  {
    title: 'Docker stopped before the run',
    own: true,
    make: (stage) => {
      const sinceMs = performance.now();
      return ended(stage.record({ env: { DOCKER_HOST: `unix://${stage.sandbox.dir}/nothing.sock` } }), sinceMs);
    },
  },
  {
    title: 'Docker stopped while the cluster is made',
    own: true,
    make: (stage) =>
      throughEngine(stage, (cut, env) => blow({ title: '', own: true, env, when: /making the kind cluster/, blow: () => sleep(5000).then(cut) }).make(stage)),
  },
  {
    title: 'Docker stopped in mid-run, its containers with it',
    own: true,
    make: (stage) =>
      throughEngine(stage, (cut, env) =>
        blow({
          title: '',
          own: true,
          env,
          blow: () => {
            cut();
            docker('kill', stage.node);
          },
        }).make(stage),
      ),
  },
  {
    title: 'Docker out of reach in mid-run, its containers live',
    own: true,
    make: (stage) => throughEngine(stage, (cut, env) => blow({ title: '', own: true, env, blow: cut }).make(stage)),
  },
];

const shortLoad = ['--set', 'load.hold=1s', '--set', 'load.settle=100ms'];

const keptAndStopped: Moment = {
  title: 'kept cluster whose node was stopped meanwhile',
  own: true,
  async make(stage) {
    await stage.record({ keep: true, args: shortLoad }).finished;
    docker('stop', stage.node);
    const sinceMs = performance.now();
    return ended(stage.record({ keep: true, args: shortLoad }), sinceMs);
  },
};

export const badMoments: readonly Moment[] = [
  blow({
    title: 'pod evicted by its kubelet',
    scenario: { app: evictable },
    blow: (stage) => stage.kubectl('-n', stage.namespace(), 'exec', podOf(stage, stage.namespace()), '-c', 'app', '--', 'touch', '/tmp/now'),
  }),
  blow({
    title: 'pod evicted through the API (a drain)',
    blow: (stage) =>
      stage.kubectl('drain', stage.node, '--ignore-daemonsets', '--force', '--delete-emptydir-data', '--pod-selector=app=web', '--disable-eviction=false'),
    after: (stage) => stage.kubectl('uncordon', stage.node),
  }),
  blow({
    title: 'namespace of the run deleted',
    blow: (stage) => stage.kubectl('delete', 'namespace', stage.namespace(), '--wait=false'),
  }),
  blow({ title: 'API server killed', blow: (stage) => stage.onNode('pkill', '-KILL', 'kube-apiserver') }),
  blow({
    title: 'API server away for 20 s',
    async blow(stage) {
      stage.onNode('mv', manifest, '/tmp/kube-apiserver.yaml');
      stage.onNode('pkill', '-KILL', 'kube-apiserver');
      await sleep(cutMs);
      stage.onNode('mv', '/tmp/kube-apiserver.yaml', manifest);
    },
  }),
  connectionCut,
  blow({ title: 'packets to the sampler dropped for 20 s', blow: dropAgent }),
  blow({ title: 'sampler killed', blow: (stage) => stage.onNode('pkill', '-KILL', '-f', 'agent.mjs') }),
  blow({
    title: 'pod of the sampler deleted',
    blow: (stage) => stage.kubectl('-n', stage.namespace('agent-'), 'delete', 'pod', '--all', '--force', '--grace-period=0'),
  }),
  blow({
    title: 'node stands still for 15 s',
    async blow(stage) {
      docker('pause', stage.node);
      await sleep(15_000);
      docker('unpause', stage.node);
    },
  }),
  blow({ title: 'Ctrl-C in mid-run', blow: (_stage, { child }) => child.kill('SIGINT') }),
  blow({ title: 'node gone (paused, never woken)', own: true, blow: (stage) => docker('pause', stage.node) }),
  blow({
    title: 'Ctrl-C while the cluster is made',
    own: true,
    when: /making the kind cluster/,
    blow: (_stage, { child }) => sleep(4000).then(() => child.kill('SIGINT')),
  }),
  blow({
    title: 'runner killed with -9 while the cluster is made',
    own: true,
    when: /making the kind cluster/,
    blow: (_stage, { child }) => sleep(4000).then(() => child.kill('SIGKILL')),
  }),
  blow({ title: 'runner killed with -9 in mid-run', own: true, blow: (_stage, { child }) => child.kill('SIGKILL') }),
  keptAndStopped,
  ...engineGone,
];
