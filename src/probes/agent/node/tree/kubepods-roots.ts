import { basename } from 'node:path';
import { subdirectoriesOf } from '../../../../shared/subdirectories.ts';
import { isKubepodsName } from './cgroup-names.ts';

/** kind has it two levels down, a kubelet with a cgroupRoot of two names three; deeper ones are those of nodes that run as containers here. */
const maxDepth = 3;

/** Folders below which the pods of this node are. */
export function kubepodsRoots(memoryDir: string, depth = maxDepth): string[] {
  return subdirectoriesOf(memoryDir).flatMap((dir) => {
    if (isKubepodsName(basename(dir))) return [dir];
    return depth > 1 ? kubepodsRoots(dir, depth - 1) : [];
  });
}
