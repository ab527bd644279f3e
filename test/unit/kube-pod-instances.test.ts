import type { V1ContainerState, V1Pod } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { instanceEvents } from '../../src/targets/kube/pod-instances.ts';
import { statusEvents } from '../../src/targets/kube/pod-status-events.ts';

const deletedAt = new Date('2026-11-21T20:00:30Z');

function pod(state: V1ContainerState, restartCount: number, more: { deleting?: boolean; last?: V1ContainerState } = {}): V1Pod {
  const status = { name: 'redis', image: 'redis:7', imageID: '', ready: false, restartCount, state, lastState: more.last ?? {} };
  const metadata = { name: 'redis-0', uid: 'u1', ...(more.deleting && { deletionTimestamp: deletedAt }) };
  return { metadata, spec: { containers: [{ name: 'redis' }] }, status: { containerStatuses: [{ ...status, containerID: idOf(restartCount) }] } } as V1Pod;
}

function livesOf(pods: readonly V1Pod[]): string[] {
  return pods.flatMap((after, index) => {
    const before = pods[index - 1];
    const statuses = statusEvents(before, after, { t: index, redact: (text) => text });
    return instanceEvents(before, after, statuses, index).map(({ state, restart }) => `${state} ${restart}`);
  });
}

const startedAt = new Date('2026-11-21T20:00:00Z');
const running: V1ContainerState = { running: { startedAt } };
const idOf = (restart: number) => `containerd://${String(restart).repeat(64)}`;
const endOf = (restart: number, exitCode: number, reason: string): V1ContainerState => ({
  terminated: { exitCode, reason, startedAt, finishedAt: deletedAt, containerID: idOf(restart) },
});
const killed = endOf(0, 137, 'OOMKilled');

test('a container that the kubelet starts again after the deletion was asked for is meant to end, too', () => {
  const last = killed;
  const pods = [
    pod(running, 0),
    pod(killed, 0),
    pod(killed, 0, { deleting: true }),
    pod(running, 1, { deleting: true, last }),
    pod(endOf(1, 0, 'Completed'), 1, { deleting: true, last }),
  ];
  expect(livesOf(pods)).toEqual(['started 0', 'exited 0', 'started 1', 'stopped 1']);
});

test('one that runs when the deletion is asked for is stopped once', () => {
  const ended = pod(endOf(0, 0, 'Completed'), 0, { deleting: true });
  expect(livesOf([pod(running, 0), pod(running, 0, { deleting: true }), ended])).toEqual(['started 0', 'stopped 0']);
  expect(livesOf([pod(running, 0), pod(endOf(0, 0, 'Completed'), 0)])).toEqual(['started 0', 'exited 0']);
});

test('a container whose program the runtime could not start has ended without having been started', () => {
  expect(livesOf([pod(endOf(0, 128, 'StartError'), 0)])).toEqual(['exited 0']);
  expect(livesOf([pod(endOf(0, 128, 'Error'), 0)])).toEqual(['started 0', 'exited 0']);
});

test('a kill for lack of memory, and what ended before the deletion was asked for, is told all the same', () => {
  const lives = (end: V1ContainerState) => livesOf([pod(running, 0), pod(end, 0, { deleting: true })]);
  expect(lives(endOf(0, 137, 'Error'))).toEqual(['started 0', 'stopped 0']);
  expect(lives(killed)).toEqual(['started 0', 'stopped 0', 'exited 0']);
  const before = { terminated: { ...endOf(0, 137, 'Error').terminated, exitCode: 137, finishedAt: new Date(deletedAt.getTime() - 1000) } };
  expect(lives(before)).toEqual(['started 0', 'stopped 0', 'exited 0']);
});
