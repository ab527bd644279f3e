import { describe, expect, test } from 'vitest';
import { findCgroupMounts } from '../../src/targets/machine/cgroup-mounts.ts';
import { mountOf, parseMountinfo } from '../../src/targets/machine/mountinfo.ts';
import { kernelPathOf } from '../../src/targets/machine/watched.ts';

const separate = `32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;
const pure = '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n';

describe('where the cgroups are mounted', () => {
  test('v1 controllers mounted apart, with the unified tree of a hybrid host', () => {
    const found = findCgroupMounts(parseMountinfo(separate), '4:memory:/a/b\n1:cpu:/\n2:cpuacct:/\n0::/\n');
    expect(found?.version).toBe(1);
    expect(found?.memory).toEqual({ mountPoint: '/sys/fs/cgroup/memory', root: '/', ownDir: '/sys/fs/cgroup/memory/a/b' });
    expect(found?.cpu?.ownDir).toBe('/sys/fs/cgroup/cpu');
    expect(found?.cpuacct?.mountPoint).toBe('/sys/fs/cgroup/cpuacct');
    expect(found?.unified?.mountPoint).toBe('/sys/fs/cgroup/unified');
    expect(found?.pids).toBeUndefined();
  });

  test('v1 controllers that share a mount', () => {
    const shared =
      '32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n';
    const found = findCgroupMounts(parseMountinfo(shared), '3:memory:/\n2:cpu,cpuacct:/x\n');
    expect(found?.cpu).toEqual(found?.cpuacct);
    expect(found?.cpu?.ownDir).toBe('/sys/fs/cgroup/cpu,cpuacct/x');
    expect(found?.unified).toBeUndefined();
  });

  test('v2 alone', () => {
    const found = findCgroupMounts(parseMountinfo(pure), '0::/user.slice/user-1000.slice/run.scope\n');
    expect(found).toEqual({
      version: 2,
      memory: { mountPoint: '/sys/fs/cgroup', root: '/', ownDir: '/sys/fs/cgroup/user.slice/user-1000.slice/run.scope' },
    });
  });

  test('a container’s v1 mount shows its own part of the hierarchy, and the kernel log counts from the whole', () => {
    const mounted = '35 31 0:32 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n';
    const inside = findCgroupMounts(parseMountinfo(mounted), '4:memory:/docker/abc/inner\n');
    expect(inside?.memory.ownDir).toBe('/sys/fs/cgroup/memory/inner');
    expect(inside && kernelPathOf('/sys/fs/cgroup/memory/highwater-1', inside.memory)).toBe('/docker/abc/highwater-1');
    // A sibling that merely begins alike is not inside.
    expect(findCgroupMounts(parseMountinfo(mounted), '4:memory:/docker/abcdef\n')?.memory.ownDir).toBeUndefined();
  });

  test('no memory controller anywhere', () => {
    expect(findCgroupMounts(parseMountinfo('22 27 0:21 / /proc rw - proc proc rw\n'), '')).toBeUndefined();
  });

  test('a path lies on the longest mount above it, escapes undone', () => {
    const mounts = parseMountinfo(
      '1 0 8:1 / / rw - ext4 /dev/sda rw\n2 1 0:9 / /tmp rw,noexec - tmpfs tmpfs rw\n3 1 8:2 / /my\\040disk rw - ext4 /dev/sdb rw\n',
    );
    expect(mountOf('/tmp/x', mounts)?.fsType).toBe('tmpfs');
    expect(mountOf('/tmpfile', mounts)?.mountPoint).toBe('/');
    expect(mountOf('/my disk/x', mounts)?.mountPoint).toBe('/my disk');
  });
});
