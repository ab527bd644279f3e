/** Tells one of several k6 which it is, from 0: their VUs have the same numbers. */
export const instanceVariable = 'HIGHWATER_K6_INSTANCE';

/**
 * The module that seeds Math.random of the script, by iteration: which VU takes an iteration is up to the scheduler, so a seed per VU
 * would not give the same traffic again. k6 renews the random source after the init context (internal/js/bundle.go), so module-level
 * draws are seeded apart, by VU: a module that is imported first runs before the user's.
 *
 * Numbers become seeds by a hash: k6's source is a linear generator (Go's math/rand), whose neighbouring seeds give evenly spaced first
 * draws and would smooth out the very peaks that are looked for. The hash (lowbias32 of Chris Wellons, in 31 bits, which is what the
 * source takes) is a bijection, so no two iterations of a run draw the same; a script may rely on that for unique names.
 */
export function seedModule(seed: number): string {
  return `import { randomSeed } from 'k6';

const bits = 0x7fffffff;
function mixed(number) {
  let hash = number & bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d) & bits;
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b) & bits;
  return hash ^ (hash >>> 16);
}
const run = mixed(${seed % 2 ** 31});
const seedOf = (number) => mixed(mixed(number) ^ run);

export const seedIteration = (number) => randomSeed(seedOf(number));
export const seedSetup = () => randomSeed(seedOf(0x7ffffffe));
randomSeed(seedOf(0x70000000 + __VU + 2 ** 20 * Number(__ENV.${instanceVariable} ?? 0)));
`;
}
