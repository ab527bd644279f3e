import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** v1 where the memory controller has a hierarchy of its own. */
export const version = existsSync('/sys/fs/cgroup/memory/memory.limit_in_bytes') ? 1 : 2;
export const mount = version === 1 ? '/sys/fs/cgroup/memory' : '/sys/fs/cgroup';
const limitFile = version === 1 ? 'memory.limit_in_bytes' : 'memory.max';

/** 64 hexadecimal digits, as container runtimes name containers. */
export function containerId(seed: number): string {
  return seed.toString(16).padStart(4, '0').repeat(16);
}

export function podUid(seed: number): string {
  const digits = seed.toString(16).padStart(12, '0');
  return `0a1b2c3d-1111-4222-8333-${digits}`;
}

/** A tree of cgroups as a kubelet makes it, below a cgroup of our own. */
export class KubepodsTree {
  readonly top: string;
  readonly root: string;
  readonly #driver: 'systemd' | 'cgroupfs';
  readonly #processes: ChildProcess[] = [];

  constructor(name: string, driver: 'systemd' | 'cgroupfs') {
    this.top = join(mount, name);
    this.#driver = driver;
    this.root = join(this.top, driver === 'systemd' ? 'kubelet-kubepods.slice' : 'kubepods');
    mkdirSync(this.top);
    mkdirSync(this.root);
    mkdirSync(this.#qosDir);
    this.handDown(this.top);
    this.handDown(this.root);
    this.handDown(this.#qosDir);
  }

  get #qosDir(): string {
    return join(this.root, this.#driver === 'systemd' ? 'kubelet-kubepods-burstable.slice' : 'burstable');
  }

  /** v2 hands controllers down one level at a time. */
  handDown(dir: string): void {
    if (version === 2) writeFileSync(join(dir, 'cgroup.subtree_control'), '+memory');
  }

  podDir(uid: string): string {
    const name = this.#driver === 'systemd' ? `kubelet-kubepods-burstable-pod${uid.replaceAll('-', '_')}.slice` : `pod${uid}`;
    return join(this.#qosDir, name);
  }

  containerDir(uid: string, id: string): string {
    return join(this.podDir(uid), this.#driver === 'systemd' ? `cri-containerd-${id}.scope` : id);
  }

  /** As a kubelet: the folder first, the limit a moment later. */
  makePod(uid: string, limitBytes?: number): void {
    mkdirSync(this.podDir(uid));
    this.handDown(this.podDir(uid));
    if (limitBytes !== undefined) writeFileSync(join(this.podDir(uid), limitFile), String(limitBytes));
  }

  makeContainer(uid: string, id: string, limitBytes?: number): string {
    const dir = this.containerDir(uid, id);
    mkdirSync(dir);
    if (limitBytes !== undefined) writeFileSync(join(dir, limitFile), String(limitBytes));
    return dir;
  }

  /** Runs Node code in a container, in its cgroup before the first byte is allocated. */
  run(uid: string, id: string, code: string): ChildProcess {
    const dir = this.containerDir(uid, id);
    const child = spawn('/bin/sh', ['-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', dir, process.execPath, '-e', code], { stdio: 'ignore' });
    this.#processes.push(child);
    return child;
  }

  /** Sleeps in a container without a Node of its own. */
  sleep(uid: string, id: string): ChildProcess {
    const child = spawn('/bin/sh', ['-c', 'echo $$ > "$0/cgroup.procs" && exec sleep 3600', this.containerDir(uid, id)], { stdio: 'ignore' });
    this.#processes.push(child);
    return child;
  }

  async removeContainer(uid: string, id: string): Promise<void> {
    await removeFolder(this.containerDir(uid, id));
  }

  /** Ends everything that was started here and removes the tree. */
  async remove(): Promise<void> {
    await Promise.all(this.#processes.map(ended));
    for (const dir of foldersBelow(this.top).toReversed()) await removeFolder(dir);
    await removeFolder(this.top);
  }
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

function foldersBelow(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [join(dir, entry.name), ...foldersBelow(join(dir, entry.name))] : [],
  );
}

/** A killed process leaves its cgroup a moment after its parent has heard of it. */
async function removeFolder(dir: string): Promise<void> {
  for (let tries = 0; tries < 100 && existsSync(dir); tries++) {
    try {
      rmdirSync(dir);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
