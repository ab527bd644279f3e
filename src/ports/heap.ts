/** A snapshot of the heap of one process, written to a file that is the caller's to discard; or why there is none. */
export type HeapTaken =
  | {
      readonly path: string;
      readonly fileBytes: number;
      readonly pid: number;
      readonly program: string;
      /** What the process held more once it was written than before: the allocator keeps most of what a snapshot took. */
      readonly keptBytes: number;
      /** Further processes that could have been asked. */
      readonly others: number;
      readonly discard: () => void;
    }
  | { readonly refused: string };

/** The snapshot that came before: what two processes hold cannot be compared, and what the first one left behind is there for the second. */
export interface HeapBefore {
  readonly pid: number;
  readonly keptBytes: number;
}
