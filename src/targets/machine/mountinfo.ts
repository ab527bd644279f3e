/** One line of /proc/self/mountinfo (proc_pid_mountinfo(5)). */
export interface Mount {
  /** Path within the file system that is mounted. */
  readonly root: string;
  readonly mountPoint: string;
  readonly options: readonly string[];
  readonly fsType: string;
  readonly superOptions: readonly string[];
}

/** The kernel writes space, tab, newline and backslash as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_match, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

function parseLine(line: string): Mount | undefined {
  const [before, after] = line.split(' - ');
  const fields = before?.split(' ') ?? [];
  const [fsType, , superOptions] = after?.split(' ') ?? [];
  const [root, mountPoint, options] = fields.slice(3, 6);
  if (root === undefined || mountPoint === undefined || options === undefined || fsType === undefined) return undefined;
  return {
    root: unescapeOctal(root),
    mountPoint: unescapeOctal(mountPoint),
    options: options.split(','),
    fsType,
    superOptions: (superOptions ?? '').split(','),
  };
}

export function parseMountinfo(text: string): Mount[] {
  return text
    .split('\n')
    .map(parseLine)
    .filter((mount) => mount !== undefined);
}

/** The mount that a path lies on: the longest mount point above it, the newest where two are stacked. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of mounts) {
    const above = mount.mountPoint === '/' ? '/' : `${mount.mountPoint}/`;
    const covers = path === mount.mountPoint || path.startsWith(above);
    if (covers && mount.mountPoint.length >= (found?.mountPoint.length ?? 0)) found = mount;
  }
  return found;
}
