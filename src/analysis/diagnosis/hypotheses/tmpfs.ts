import { objectOf } from '../commands.ts';
import { fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import type { Picture } from '../picture.ts';
import { explains, riseOf } from '../rise.ts';
import { size } from '../say.ts';

/** The load's rise is counted from where setup() ended, tmpfs from where nothing had been asked of the service yet. */
function grownIn(picture: Picture): string {
  const [files, rise] = [picture.shmemRiseBytes, riseOf(picture)];
  if (files > rise) return `${size(files)} of tmpfs or shared memory came with setup() and the load, which adds ${size(rise)} by itself`;
  return `${size(files)} of the ${size(rise)} that the load adds is tmpfs or shared memory`;
}

/** Files in memory: tmpfs, /dev/shm, emptyDir with medium Memory. They survive a restart of the container and stay charged to the pod. */
export const tmpfs: Hypothesis = {
  cause: 'tmpfs',
  lookFirst: 'files in /dev/shm, /tmp and volumes with medium: Memory',
  tellApart: 'delete the files and see whether memory falls',
  judge({ what }, { picture }) {
    if (picture === null || what === 'end' || what === 'starved') return silent;
    const grown = grownIn(picture);
    return explains(picture.shmemRiseBytes, picture) ? fits(grown) : rejected(grown);
  },
  actions: (_, { plan }) => [
    { urgency: 'now', text: 'See what lies there', command: `kubectl exec ${objectOf(plan)} -c ${plan.workload.container} -- df -h /dev/shm /tmp` },
    { urgency: 'today', text: 'Give the volume a sizeLimit: memory that is not in the limit of anybody else', command: null },
    { urgency: 'for good', text: 'Write to a volume on disk, and delete files when they are done', command: null },
  ],
};
