/**
 * What a heap snapshot takes beside the heap, in heaps. Node's documentation says about twice (v8.writeHeapSnapshot); a process with 60 MiB of old space was
 * measured at 234 MiB while it wrote one, three more.
 */
export const snapshotHeaps = 3;
