/** One chance out of several independent ones (Fisher 1932): the tail of chi-squared with 2n degrees of freedom, closed because 2n is even. */
export function fisherCombined(pValues: readonly number[]): number {
  const half = -pValues.reduce((sum, p) => sum + Math.log(Math.max(p, Number.MIN_VALUE)), 0);
  let term = 1;
  let sum = 1;
  for (let k = 1; k < pValues.length; k++) {
    term *= half / k;
    sum += term;
  }
  return Math.min(1, Math.exp(-half) * sum);
}
