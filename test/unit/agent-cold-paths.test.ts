import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseNodeMounts } from '../../src/probes/agent/node/cold/mountinfo.ts';
import { pathOnNode, volumesOnNode } from '../../src/probes/agent/node/cold/node-paths.ts';
import { lowerFolders } from '../../src/probes/agent/node/cold/overlay-layers.ts';

const snapshots = '/var/lib/containerd/snapshots';

describe('layers of an overlay', () => {
  test('absolute, topmost first', () => {
    expect(lowerFolders(`rw,lowerdir=${snapshots}/3/fs:${snapshots}/2/fs,upperdir=${snapshots}/9/fs,workdir=${snapshots}/9/work`)).toEqual([
      `${snapshots}/3/fs`,
      `${snapshots}/2/fs`,
    ]);
  });
  test('relative to their common folder, as containerd writes long lists', () => {
    expect(lowerFolders(`rw,lowerdir=3/fs:2/fs,upperdir=${snapshots}/9/fs,workdir=${snapshots}/9/work`)).toEqual([`${snapshots}/3/fs`, `${snapshots}/2/fs`]);
  });
  test('one by one, as newer kernels tell them, and with escaped separators', () => {
    expect(lowerFolders(`rw,lowerdir+=/a\\,b,lowerdir+=/c,upperdir=/u/1/fs`)).toEqual(['/a,b', '/c']);
    expect(lowerFolders('rw,lowerdir=/a\\:b:/c')).toEqual(['/a:b', '/c']);
  });
});

describe('where a file of a container lies on the node', () => {
  const root = mkdtempSync(join(tmpdir(), 'highwater-layers-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const put = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), '');
  };
  put(`${snapshots}/2/fs/usr/bin/app`);
  put(`${snapshots}/3/fs/usr/bin/app`);
  put(`${snapshots}/9/fs/tmp/written`);
  put('/data/models/big.bin');
  const inside = parseNodeMounts(
    [
      `500 1 0:90 / / rw - overlay overlay rw,lowerdir=${snapshots}/3/fs:${snapshots}/2/fs,upperdir=${snapshots}/9/fs,workdir=/w`,
      '501 500 8:1 /data/models /models ro - ext4 /dev/sda1 rw',
      '502 500 0:91 / /secrets rw - tmpfs tmpfs rw',
    ].join('\n'),
  );
  const node = parseNodeMounts('20 1 8:1 / / rw - ext4 /dev/sda1 rw');
  const find = (path: string) => pathOnNode(path, inside, node, root);

  test('in the topmost layer of the image that has it', () => expect(find('/usr/bin/app')).toBe(join(root, snapshots, '3/fs/usr/bin/app')));
  test('on a volume of the node', () => expect(find('/models/big.bin')).toBe(join(root, '/data/models/big.bin')));
  test('volumes are those that outlive the pod and lie on a disk', () => {
    const more = parseNodeMounts(
      [
        '503 500 8:1 /var/lib/kubelet/pods/u/volumes/kubernetes.io~empty-dir/tmp /tmp rw - ext4 /dev/sda1 rw',
        '504 500 0:22 / /sys ro - sysfs sysfs rw',
        '505 500 8:1 /data/console /dev/console rw - ext4 /dev/sda1 rw',
      ].join('\n'),
    );
    for (const path of ['/var/lib/kubelet/pods/u/volumes/kubernetes.io~empty-dir/tmp/scratch', '/sys/kernel/x', '/data/console/x']) put(path);
    const withSys = [...node, ...parseNodeMounts('21 20 0:22 / /sys rw - sysfs sysfs rw')];
    expect(volumesOnNode([...inside, ...more], withSys, root)).toEqual([join(root, '/data/models')]);
  });
  test('nowhere for what the container wrote itself, or what lies in memory', () => {
    expect(find('/tmp/written')).toBeUndefined();
    expect(find('/secrets/key')).toBeUndefined();
  });
});
