import { objectOf } from '../commands.ts';
import { fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { explains, riseOf } from '../rise.ts';
import { size } from '../say.ts';

/** Files in memory: tmpfs, /dev/shm, emptyDir with medium Memory. They survive a restart of the container and stay charged to the pod. */
export const tmpfs: Hypothesis = {
  cause: 'tmpfs',
  lookFirst: 'files in /dev/shm, /tmp and volumes with medium: Memory',
  tellApart: 'delete the files and see whether memory falls',
  judge({ what }, { picture }) {
    if (picture === null || what === 'end' || what === 'starved') return silent;
    const grown = `${size(picture.shmemRiseBytes)} of the ${size(riseOf(picture))} that the load adds is tmpfs or shared memory`;
    return explains(picture.shmemRiseBytes, picture) ? fits(grown) : rejected(grown);
  },
  actions: (_, { plan }) => [
    { urgency: 'now', text: 'See what lies there', command: `kubectl exec ${objectOf(plan)} -c ${plan.workload.container} -- df -h /dev/shm /tmp` },
    { urgency: 'today', text: 'Give the volume a sizeLimit: memory that is not in the limit of anybody else', command: null },
    { urgency: 'for good', text: 'Write to a volume on disk, and delete files when they are done', command: null },
  ],
};
