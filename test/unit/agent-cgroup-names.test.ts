import { describe, expect, test } from 'vitest';
import { containerIdOf, isKubepodsName, isQosName, podUidOf } from '../../src/probes/agent/node/tree/cgroup-names.ts';
import { killedContainerId } from '../../src/probes/agent/runner/killed-container.ts';

const id = 'bc3f730e493d8424c4fc9d11fa4c7fef49cc851a4051cc99e0800e80aef5dbc6';
const uid = '93bbbd3a-c636-4d5f-8eef-4cef69f7d78c';

describe('names of cgroups', () => {
  test.each([
    ['systemd, burstable', `kubepods-burstable-pod${uid.replaceAll('-', '_')}.slice`, uid],
    ['systemd, guaranteed', `kubepods-pod${uid.replaceAll('-', '_')}.slice`, uid],
    ['systemd in kind', `kubelet-kubepods-besteffort-pod${uid.replaceAll('-', '_')}.slice`, uid],
    ['cgroupfs', `pod${uid}`, uid],
    ['a static pod', 'kubelet-kubepods-burstable-pod7fe9bec61e950f19ea774121bd21aed0.slice', '7fe9bec61e950f19ea774121bd21aed0'],
    ['the folder of a class', 'kubepods-burstable.slice', undefined],
    ['a service with pod in its name', 'podman.service', undefined],
    ['a pod without a UID', 'pod.slice', undefined],
  ])('pod: %s', (_, name, found) => expect(podUidOf(name)).toBe(found));

  test.each([
    ['containerd', `cri-containerd-${id}.scope`, id],
    ['CRI-O', `crio-${id}.scope`, id],
    ['cri-dockerd', `docker-${id}.scope`, id],
    ['cgroupfs', id, id],
    ['the monitor of CRI-O', `crio-conmon-${id}.scope`, undefined],
    ['an ID that was cut', `cri-containerd-${id.slice(1)}.scope`, undefined],
    ['another scope', 'init.scope', undefined],
  ])('container: %s', (_, name, found) => expect(containerIdOf(name)).toBe(found));

  test('the roots of pods and the folders of their classes', () => {
    for (const name of ['kubepods', 'kubepods.slice', 'kubelet-kubepods.slice']) expect(isKubepodsName(name)).toBe(true);
    for (const name of ['kubelet.slice', 'kubepods-burstable.slice', 'notkubepods']) expect(isKubepodsName(name)).toBe(false);
    for (const name of ['burstable', 'besteffort', 'kubelet-kubepods-besteffort.slice']) expect(isQosName(name)).toBe(true);
    for (const name of ['guaranteed', 'kubepods.slice', `pod${uid}`]) expect(isQosName(name)).toBe(false);
  });
});

describe('the container that an oom-kill line names', () => {
  const line = (path: string) =>
    `6,42389,14343239247,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,oom_memcg=/docker/1,task_memcg=${path},task=a,b,pid=7,uid=0`;
  test('is that of its cgroup, whatever stands before it in the path', () => {
    expect(killedContainerId(line(`/docker/${id.replace('b', 'c')}/kubelet.slice/cri-containerd-${id}.scope`))).toBe(id);
    expect(killedContainerId(line(`/kubepods/burstable/pod${uid}/${id}/worker`))).toBe(id);
  });
  test('is none for a kill elsewhere, or another line', () => {
    expect(killedContainerId(line('/system.slice/ssh.service'))).toBeUndefined();
    expect(killedContainerId(`3,1,1,-;Memory cgroup out of memory: Killed process 7 (${id})`)).toBeUndefined();
  });
});
