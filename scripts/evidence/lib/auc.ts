/** Chance that a positive scores above a negative, ties half (Mann and Whitney 1947): the area under the ROC curve. */
export function auc(positives: readonly number[], negatives: readonly number[]): number {
  let above = 0;
  for (const positive of positives) {
    for (const negative of negatives) above += positive > negative ? 1 : positive === negative ? 0.5 : 0;
  }
  return above / (positives.length * negatives.length);
}
