/** A mount as a process sees it: what of which device lies where (proc_pid_mountinfo(5)). */
export interface NodeMount {
  readonly device: string;
  /** Path within the file system that is mounted. */
  readonly root: string;
  readonly mountPoint: string;
  readonly fsType: string;
  readonly superOptions: string;
}

/** The kernel writes space, tab, newline and backslash as three octal digits. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_match, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

export function parseNodeMounts(text: string): NodeMount[] {
  return text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ');
    const [, , device, root, mountPoint] = before?.split(' ') ?? [];
    const [fsType, , superOptions = ''] = after?.split(' ') ?? [];
    if (device === undefined || root === undefined || mountPoint === undefined || fsType === undefined) return [];
    return [{ device, root: unescaped(root), mountPoint: unescaped(mountPoint), fsType, superOptions: unescaped(superOptions) }];
  });
}

/** The mount that a path lies on: the longest mount point above it, the newest where two are stacked. */
export function mountAbove(path: string, mounts: readonly NodeMount[]): NodeMount | undefined {
  let found: NodeMount | undefined;
  for (const mount of mounts) {
    const covers = path === mount.mountPoint || path.startsWith(mount.mountPoint === '/' ? '/' : `${mount.mountPoint}/`);
    if (covers && mount.mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount;
  }
  return found;
}
