import type { Death } from '../../analysis/document.ts';

/** Classes of death in words. */
export const deathWords: Readonly<Record<Death['class'], string>> = {
  'main-process': 'main process killed by the kernel for memory',
  'child-process': 'child process killed by the kernel for memory, the main process lived',
  startup: 'killed by the kernel for memory before it was ready',
  'init-container': 'init container killed by the kernel for memory',
  sidecar: 'container beside the sized one killed at its own limit',
  'pod-limit': 'killed because the pod, not the container, ran out of memory',
  sibling: 'killed because the pod ran out of memory, and another part of the pod held more',
  'ancestor-limit': 'killed because a limit further up was hit',
  'node-allocatable': 'killed because all pods of the node together ran out of memory',
  'global-oom': 'killed because the whole machine ran out of memory',
  evicted: 'evicted from its node, not killed for memory by the kernel',
  'stale-oomkilled': 'status says OOMKilled, but this end was no kill for memory',
  'exit-137-not-oom': 'exit 137 that was not for memory',
  suspected: 'suspected kill: exit 137, and no kill for memory could be ruled out',
  'runtime-abort': 'its own runtime gave up for want of memory',
  exit: 'ended by itself',
};
