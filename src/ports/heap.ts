/** A snapshot of the heap of one process, written to a file that is the caller's to discard; or why there is none. */
export type HeapTaken =
  | {
      readonly path: string;
      readonly fileBytes: number;
      readonly pid: number;
      readonly program: string;
      /** Further processes that could have been asked. */
      readonly others: number;
      readonly discard: () => void;
    }
  | { readonly refused: string };
