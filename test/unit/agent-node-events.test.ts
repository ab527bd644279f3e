import { beforeEach, describe, expect, test } from 'vitest';
import { NodeEvents } from '../../src/probes/agent/runner/node-events.ts';
import { PodNames } from '../../src/probes/agent/runner/pod-names.ts';
import type { EventOf, RecordingEvent } from '../../src/recording/events.ts';

const [pod, stranger] = ['uid-ours', 'uid-stranger'];
let written: RecordingEvent[];
let forgotten: string[];
let kills: number;
let names: PodNames;
let node: NodeEvents;

const cgroup = (cg: number, podUid: string | undefined, containerId: string | undefined, limitBytes: number | null = 1000): EventOf<'cgroup'> => ({
  kind: 'cgroup',
  t: 10,
  cg,
  role: containerId === undefined ? 'ancestor' : 'workload',
  container: containerId ?? '',
  version: 2,
  path: `/kubepods/${podUid ?? ''}/${containerId ?? ''}`,
  limitBytes,
  columns: ['memory.current'],
  ...(podUid !== undefined && { podUid }),
  ...(containerId !== undefined && { containerId }),
});
const sample = (cg: number, t = 20): EventOf<'sample'> => ({ kind: 'sample', t, cg, v: [t] });
const tell = (ids: Record<string, string>, uid = pod) => {
  names.learn({
    namespace: 'shop',
    name: 'p',
    uid,
    node: 'n1',
    containers: Object.entries(ids).map(([id, name]) => ({ id, name, kind: 'container', restart: 0 })),
  });
  node.namesChanged();
};
const containers = () =>
  written.filter((event): event is EventOf<'cgroup'> => event.kind === 'cgroup' && event.role === 'workload').map(({ container }) => container);

beforeEach(() => {
  written = [];
  forgotten = [];
  kills = 0;
  names = new PodNames();
  let cg = 100;
  node = new NodeEvents({
    node: 'n1',
    names,
    emit: (event) => void written.push(event),
    nextCg: () => ++cg,
    forget: (_uid, id) => void forgotten.push(id),
    killed: () => {
      kills += 1;
    },
  });
});

describe('containers', () => {
  test('wait for their name, then are written with all that came before', () => {
    for (const event of [cgroup(1, pod, 'box'), cgroup(2, pod, 'a'), sample(2, 20), sample(2, 30)]) node.take(event);
    expect(written).toEqual([]);
    tell({ a: 'app' });
    node.take(sample(2, 40));
    expect(containers()).toEqual(['app']);
    expect(written.filter(({ kind }) => kind === 'sample').map(({ t }) => t)).toEqual([20, 30, 40]);
    expect(new Set(written.map((event) => 'cg' in event && event.cg)).size).toBe(1);
  });

  test('of strangers are never written, whatever is known of ours', () => {
    for (const event of [cgroup(1, stranger, 's1'), cgroup(2, stranger, 's2'), sample(2), cgroup(3, pod, 'box'), cgroup(4, pod, 'a')]) node.take(event);
    tell({ a: 'app' });
    node.killedIn([2]);
    node.finish(99);
    expect(containers()).toEqual(['app']);
    expect(kills).toBe(0);
  });

  test('that only hold the namespaces of a pod are let go; a first container that has a name is none of them', () => {
    for (const event of [cgroup(1, pod, 'box'), cgroup(2, pod, 'a'), sample(1)]) node.take(event);
    tell({ a: 'app' });
    expect(forgotten).toEqual(['box']);
    node.take(cgroup(9, pod, 'box'));
    expect(forgotten).toEqual(['box', 'box']);
    node.take(cgroup(3, 'uid-crio', 'first'));
    tell({ first: 'web' }, 'uid-crio');
    expect(containers()).toEqual(['app', 'web']);
  });

  test('are announced with the limit that is written a moment after they were made', () => {
    tell({ a: 'app', b: 'free' });
    node.take(cgroup(1, pod, 'box'));
    node.take(cgroup(2, pod, 'a', null));
    expect(containers()).toEqual([]);
    node.limitChanged({ cg: 2, t: 12, limitBytes: 64 }, 12);
    expect(written.find((event) => event.kind === 'cgroup' && event.container === 'app')).toMatchObject({ limitBytes: 64 });
    node.take(cgroup(3, pod, 'b', null));
    for (const t of [100, 400]) node.take(sample(3, t));
    expect(containers()).toEqual(['app']);
    node.take(sample(3, 600));
    expect(containers()).toEqual(['app', 'free']);
    node.limitChanged({ cg: 2, t: 900, limitBytes: 128 }, 900);
    expect(written.at(-1)).toMatchObject({ kind: 'note', code: 'limit-changed' });
  });

  test('keep their number when the agent announces them anew', () => {
    node.take(cgroup(1, pod, 'box'));
    node.take(cgroup(2, pod, 'a'));
    tell({ a: 'app' });
    node.take(cgroup(1_000_002, pod, 'a'));
    node.take(sample(1_000_002, 50));
    expect(containers()).toEqual(['app']);
    const announced = written.find((event) => event.kind === 'cgroup' && event.container === 'app') as EventOf<'cgroup'>;
    expect(written.at(-1)).toMatchObject({ kind: 'sample', cg: announced.cg });
  });
});

describe('kills', () => {
  const line = (id: string): RecordingEvent => ({
    kind: 'kernel-line',
    t: 30,
    seq: 1,
    kernelMs: 30,
    line: `6,1,1,-;oom-kill:constraint=X,task_memcg=/k/cri-containerd-${id}.scope,task=a,pid=1,uid=0`,
  });
  test('that came before anybody knew whose they are, are told when it is known, once', () => {
    node.take(cgroup(2, pod, 'a'));
    node.killedIn([2]);
    expect(kills).toBe(0);
    tell({});
    expect(kills).toBe(1);
    tell({ a: 'app' });
    expect(kills).toBe(1);
  });
  test('are told by the log alone too, of ours only', () => {
    const [ours, theirs] = ['a'.repeat(64), 'b'.repeat(64)];
    node.take(cgroup(1, pod, ours));
    node.take(cgroup(2, stranger, theirs));
    tell({});
    node.take(line(theirs));
    expect(kills).toBe(0);
    node.take(line(ours));
    expect(kills).toBe(1);
  });
});

test('what a node says of itself is kept back until it carries one of ours, and then written in full', () => {
  node.take({ kind: 'kernel-log', t: 1, state: 'subscribed' });
  node.take(cgroup(1, undefined, undefined));
  node.take(sample(1, 5));
  expect(written).toEqual([]);
  node.take(cgroup(2, pod, 'box'));
  node.take(cgroup(3, pod, 'a'));
  tell({ a: 'app' });
  expect(written.map(({ kind }) => kind)).toEqual(['kernel-log', 'cgroup', 'sample', 'cgroup']);
});
