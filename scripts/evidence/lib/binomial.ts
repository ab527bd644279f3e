/** Wilson's interval of a share, 95 % (Wilson 1927): holds near 0 and 1 as well. */
export function wilson(hits: number, of: number): readonly [number, number] {
  const z = 1.959964;
  const share = hits / of;
  const middle = share + z ** 2 / (2 * of);
  const spread = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return [Math.max(0, (middle - spread) / (1 + z ** 2 / of)), Math.min(1, (middle + spread) / (1 + z ** 2 / of))];
}
