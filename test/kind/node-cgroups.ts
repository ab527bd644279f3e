import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The cgroups of a node of kind as the machine that runs it sees them. */
export interface NodeCgroups {
  readonly version: 1 | 2;
  readonly memoryRoot: string;
  /** Path of the node's container below it, as `/docker/<id>`. */
  readonly nodePath: string;
}

/** Those of the node that a container of the engine is. */
export function nodeCgroups(node: string): NodeCgroups {
  const id = execFileSync('docker', ['inspect', '-f', '{{.Id}}', node], { encoding: 'utf8' }).trim();
  const version = existsSync('/sys/fs/cgroup/cgroup.controllers') ? 2 : 1;
  const memoryRoot = version === 2 ? '/sys/fs/cgroup' : '/sys/fs/cgroup/memory';
  // By the drivers cgroupfs and systemd of the engine.
  const nodePath = [`/docker/${id}`, `/system.slice/docker-${id}.scope`].find((path) => existsSync(join(memoryRoot, path)));
  if (nodePath === undefined) throw new Error(`${node} has no cgroup below ${memoryRoot}`);
  return { version, memoryRoot, nodePath };
}

export const allPods = 'kubelet.slice/kubelet-kubepods.slice';

/** Folder of a pod below the node's, whatever its QoS class; undefined while it is not there. */
export function podFolder({ memoryRoot, nodePath }: NodeCgroups, uid: string): string | undefined {
  const slice = (qos: string) =>
    `${allPods}/${qos === '' ? '' : `kubelet-kubepods-${qos}.slice/`}kubelet-kubepods-${qos === '' ? '' : `${qos}-`}pod${uid.replaceAll('-', '_')}.slice`;
  return ['burstable', '', 'besteffort'].map(slice).find((dir) => existsSync(join(memoryRoot, nodePath, dir)));
}

export const containerFolder = (podDir: string, id: string): string => `${podDir}/cri-containerd-${id}.scope`;
