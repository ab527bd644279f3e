import type { Mount } from './mountinfo.ts';

/** A cgroup hierarchy as this process sees it. */
export interface Hierarchy {
  readonly mountPoint: string;
  /** Path of the mount point's cgroup from the hierarchy's own root; the kernel log counts from there. */
  readonly root: string;
  /** Directory of the cgroup that this process is in; undefined where the mount does not show it. */
  readonly ownDir: string | undefined;
}

/** v1 controllers that matter here may each be mounted apart; v2 has one hierarchy, under `memory`. */
export interface CgroupMounts {
  readonly version: 1 | 2;
  readonly memory: Hierarchy;
  readonly cpu?: Hierarchy;
  readonly cpuacct?: Hierarchy;
  readonly pids?: Hierarchy;
  /** The controllerless v2 tree of a hybrid host: it has PSI files and cgroup.kill. */
  readonly unified?: Hierarchy;
}

/** `/proc/self/cgroup`: path by v1 controller, and under the empty name the v2 path (cgroups(7)). */
function ownPaths(procCgroup: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const line of procCgroup.split('\n')) {
    const [id, controllers, ...path] = line.split(':');
    if (id === undefined || controllers === undefined || path.length === 0) continue;
    for (const controller of controllers.split(',')) paths.set(controller, path.join(':'));
  }
  return paths;
}

function hierarchyOf(mount: Mount, ownPath: string | undefined): Hierarchy {
  const { mountPoint, root } = mount;
  if (ownPath === undefined) return { mountPoint, root, ownDir: undefined };
  const prefix = root === '/' ? '' : root;
  const inside = ownPath === root || ownPath.startsWith(`${prefix}/`);
  const below = ownPath.slice(prefix.length).replace(/\/+$/, '');
  return { mountPoint, root, ownDir: inside ? `${mountPoint}${below}` : undefined };
}

/** Where the memory controller and its companions are mounted; undefined where none is. v1 wins, because a controller lives in one version only. */
export function findCgroupMounts(mounts: readonly Mount[], procCgroup: string): CgroupMounts | undefined {
  const paths = ownPaths(procCgroup);
  const v1 = (controller: string): Hierarchy | undefined => {
    const mount = mounts.find(({ fsType, superOptions }) => fsType === 'cgroup' && superOptions.includes(controller));
    return mount && hierarchyOf(mount, paths.get(controller));
  };
  const v2 = mounts.find(({ fsType }) => fsType === 'cgroup2');
  const unified = v2 && hierarchyOf(v2, paths.get(''));
  const memory = v1('memory');
  if (!memory) return unified && { version: 2, memory: unified };
  const [cpu, cpuacct, pids] = [v1('cpu'), v1('cpuacct'), v1('pids')];
  return { version: 1, memory, ...(cpu && { cpu }), ...(cpuacct && { cpuacct }), ...(pids && { pids }), ...(unified && { unified }) };
}
