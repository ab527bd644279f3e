import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProbeSession } from '../../src/ports/probe.ts';
import type { WatchedSpec } from '../../src/probes/sampler/watched-cgroup.ts';
import { allPods, type NodeCgroups, podFolder } from './node-cgroups.ts';

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
      const dir = podFolder(this.#node, uid);
      if (dir === undefined) continue;
      this.#watch(dir, 'ancestor', '', uid);
      for (const name of readdirSync(join(this.#node.memoryRoot, this.#node.nodePath, dir))) {
        const id = scope.exec(name)?.[1];
        if (id !== undefined) this.#watch(`${dir}/${name}`, 'workload', id, uid, id);
      }
    }
  }

  #watch(dir: string, role: 'workload' | 'ancestor', container: string, podUid?: string, containerId?: string): void {
    if (this.#seen.has(dir)) return;
    this.#seen.add(dir);
    const kernelPath = `${this.#node.nodePath}/${dir}`;
    const cgroup: WatchedSpec & { role: 'workload' | 'ancestor' } = {
      container,
      role,
      version: this.#node.version,
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
