/**
 * Twice the mid-rank of each value, so that ties stay whole numbers: the exact distributions below are counted in integers. Smallest value first.
 */
export function doubledMidranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Array<number>(values.length).fill(0);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1] as number] === values[order[first] as number]) last += 1;
    for (let place = first; place <= last; place++) ranks[order[place] as number] = first + last + 2;
    first = last + 1;
  }
  return ranks;
}
