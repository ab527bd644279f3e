/**
 * Chances adjusted for having looked several times (Holm 1979): whatever hangs together with whatever, the chance of one false alarm among all of
 * them stays below the level that they are compared with. In the order they came in.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  const adjusted = new Array<number>(pValues.length).fill(1);
  let highest = 0;
  order.forEach((index, place) => {
    highest = Math.max(highest, Math.min(1, (pValues[index] as number) * (pValues.length - place)));
    adjusted[index] = highest;
  });
  return adjusted;
}
