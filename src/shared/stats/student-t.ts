import { gammaln } from 'simple-statistics';

/** Simpson's panels over the half of the density that is asked for: six digits for the quantiles used here. */
const panels = 400;

function density(t: number, freedom: number): number {
  const constant = gammaln((freedom + 1) / 2) - gammaln(freedom / 2) - 0.5 * Math.log(freedom * Math.PI);
  return Math.exp(constant - ((freedom + 1) / 2) * Math.log1p((t * t) / freedom));
}

/** Chance of a value between 0 and t. The angle takes the long tail of few degrees of freedom into a finite range: t = sqrt(freedom) tan(angle). */
function massTo(t: number, freedom: number): number {
  const most = Math.atan(t / Math.sqrt(freedom));
  const at = (angle: number) => (density(Math.sqrt(freedom) * Math.tan(angle), freedom) * Math.sqrt(freedom)) / Math.cos(angle) ** 2;
  let sum = 0;
  for (let panel = 0; panel <= panels; panel++) {
    const weight = panel === 0 || panel === panels ? 1 : panel % 2 === 1 ? 4 : 2;
    sum += weight * at((most * panel) / panels);
  }
  return (sum * most) / (3 * panels);
}

/** Quantile of Student's t for `share` of at least a half (Student 1908): 4.303 for 97.5 % and 2 degrees of freedom. */
export function studentT(share: number, freedom: number): number {
  let low = 0;
  let high = 1e4;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (0.5 + massTo(middle, freedom) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
