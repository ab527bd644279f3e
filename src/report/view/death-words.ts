import type { Death } from '../../analysis/document.ts';

/** Classes of death in words. */
export const deathWords: Readonly<Record<Death['class'], string>> = {
  'main-process': 'main process killed by the kernel for memory',
  'child-process': 'child process killed by the kernel for memory, the main process lived',
  startup: 'killed by the kernel for memory before it was ready',
  'ancestor-limit': 'killed because a limit further up was hit',
  'global-oom': 'killed because the whole machine ran out of memory',
  'exit-137-not-oom': 'exit 137 that was not for memory',
  suspected: 'suspected kill: exit 137, and no kill for memory could be ruled out',
  'runtime-abort': 'its own runtime gave up for want of memory',
  exit: 'ended by itself',
};
