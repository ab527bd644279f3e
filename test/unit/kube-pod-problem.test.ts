import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import { describe, expect, test } from 'vitest';
import { isReady, podProblem, stateInWords } from '../../src/targets/kube/pods/problem.ts';

function pod(status: Partial<V1ContainerStatus>, conditions: { type: string; status: string; reason?: string; message?: string }[] = []): V1Pod {
  const container = { name: 'app', image: 'checkout:1', imageID: '', ready: false, restartCount: 0, ...status };
  return { metadata: { name: 'checkout-1', uid: 'u' }, status: { phase: 'Pending', containerStatuses: [container], conditions } };
}

const crashed = (exitCode: number, reason = 'Error') => ({ terminated: { exitCode, reason } });
const backOff = { waiting: { reason: 'CrashLoopBackOff' } };

describe('what keeps a pod from becoming ready', () => {
  test('an image that cannot be had is final, one that is being pulled is not', () => {
    const found = podProblem(pod({ state: { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "checkout:1"' } } }));
    expect(found).toMatchObject({ whose: 'workload', patienceMs: 0, what: expect.stringContaining('checkout:1') });
    expect(podProblem(pod({ state: { waiting: { reason: 'ContainerCreating' } } }))).toBeUndefined();
  });

  test('the same problem keeps its key though its message changes', () => {
    const keys = ['tmp1', 'tmp2'].map((message) => podProblem(pod({ state: { waiting: { reason: 'CreateContainerError', message } } }))?.key);
    expect(keys[0]).toBe(keys[1]);
  });

  test('a program that crashes again and again is final, one that crashed once is not', () => {
    expect(podProblem(pod({ restartCount: 2, state: backOff, lastState: crashed(3) }))).toMatchObject({
      patienceMs: 0,
      what: expect.stringContaining('exited with code 3'),
    });
    expect(podProblem(pod({ restartCount: 1, state: backOff, lastState: crashed(3) }))).toBeUndefined();
  });

  test('a program that is not there is final at once, one that did not fit into its memory is none of the pod', () => {
    const said = (message: string) => ({ state: { waiting: { reason: 'RunContainerError', message } } });
    const task = 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed:';
    const missing = `${task} unable to start container process: error during container init: exec: "no-such": executable file not found in $PATH: unknown`;
    expect(podProblem(pod(said(missing)))).toMatchObject({ whose: 'workload', patienceMs: 0, what: expect.stringContaining('"no-such"') });
    const tooLarge = `${task} unable to start container process: container init was OOM-killed (memory limit too low?): unknown`;
    expect(podProblem(pod(said(tooLarge)))?.patienceMs).toBeGreaterThan(0);
  });

  test('a program that is killed for memory is no problem of the pod: that is what is measured', () => {
    expect(podProblem(pod({ restartCount: 5, state: backOff, lastState: crashed(137, 'OOMKilled') }))).toBeUndefined();
  });

  test('a pod that no node takes is the fault of the cluster, in the words of the scheduler', () => {
    const message = '0/1 nodes are available: 1 Insufficient memory.';
    const found = podProblem(pod({}, [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }]));
    expect(found).toMatchObject({ whose: 'environment', what: expect.stringContaining(message) });
    expect(podProblem(pod({}, [{ type: 'PodScheduled', status: 'True' }]))).toBeUndefined();
  });

  test('readiness is the condition of a pod that is not being deleted', () => {
    const ready = pod({}, [{ type: 'Ready', status: 'True' }]);
    expect(isReady(ready)).toBe(true);
    expect(isReady({ ...ready, metadata: { ...ready.metadata, deletionTimestamp: new Date(0) } })).toBe(false);
    expect(stateInWords(pod({ state: { running: {} } }))).toContain('container app runs and is not ready');
  });
});
