/** Which start of which container something is about, as far as it is known. */
export interface StartRef {
  readonly container?: string | undefined;
  readonly podUid?: string | undefined;
  readonly containerId?: string | undefined;
}

/** Nothing that both know differs. */
export function sameStart(a: StartRef, b: StartRef): boolean {
  const agree = (x: string | undefined, y: string | undefined) => x === undefined || y === undefined || x === y;
  return agree(a.container, b.container) && agree(a.podUid, b.podUid) && agree(a.containerId, b.containerId);
}
