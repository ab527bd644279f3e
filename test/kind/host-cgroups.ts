import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProbeSession } from '../../src/ports/probe.ts';
import type { WatchedSpec } from '../../src/probes/sampler/watched-cgroup.ts';

/** The cgroups of a node of kind as the machine that runs it sees them, cgroup v1. */
export interface NodeCgroups {
  readonly memoryRoot: string;
  /** Path of the node's container below it, as `/docker/<id>`. */
  readonly nodePath: string;
}

const allPods = 'kubelet.slice/kubelet-kubepods.slice';
const scanMs = 25;
const scope = /^cri-containerd-([0-9a-f]{64})\.scope$/;

/** Hands every container of the pods to a probe as soon as its cgroup is there, under its id: names come later, from the API server. */
export class HostCgroups {
  readonly #node: NodeCgroups;
  readonly #probe: ProbeSession;
  readonly #pods = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  constructor(node: NodeCgroups, probe: ProbeSession) {
    this.#node = node;
    this.#probe = probe;
    this.#watch(allPods, 'ancestor', '');
    this.#timer = setInterval(() => this.#scan(), scanMs);
  }

  pod(uid: string): void {
    this.#pods.add(uid);
    this.#scan();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #scan(): void {
    for (const uid of this.#pods) {
      const dir = this.#podDir(uid);
      if (dir === undefined) continue;
      this.#watch(dir, 'ancestor', '', uid);
      for (const name of readdirSync(join(this.#node.memoryRoot, this.#node.nodePath, dir))) {
        const id = scope.exec(name)?.[1];
        if (id !== undefined) this.#watch(`${dir}/${name}`, 'workload', id, uid, id);
      }
    }
  }

  #podDir(uid: string): string | undefined {
    const slice = (qos: string) =>
      `${allPods}/${qos === '' ? '' : `kubelet-kubepods-${qos}.slice/`}kubelet-kubepods-${qos === '' ? '' : `${qos}-`}pod${uid.replaceAll('-', '_')}.slice`;
    return ['burstable', '', 'besteffort'].map(slice).find((dir) => existsSync(join(this.#node.memoryRoot, this.#node.nodePath, dir)));
  }

  #watch(dir: string, role: 'workload' | 'ancestor', container: string, podUid?: string, containerId?: string): void {
    if (this.#seen.has(dir)) return;
    this.#seen.add(dir);
    const kernelPath = `${this.#node.nodePath}/${dir}`;
    const cgroup: WatchedSpec & { role: 'workload' | 'ancestor' } = {
      container,
      role,
      version: 1,
      memoryDir: join(this.#node.memoryRoot, kernelPath),
      cpuDir: undefined,
      pressureDir: undefined,
      kernelPath,
      podUid,
      containerId,
    };
    this.#probe.watch(cgroup);
  }
}
