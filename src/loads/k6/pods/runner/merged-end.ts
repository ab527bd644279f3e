import type { LoadEnd } from '../../../../ports/load.ts';

/** The worst first: what one of several k6 met is what the load met. */
const worst: readonly LoadEnd['outcome'][] = ['died', 'invalid', 'script-failed', 'thresholds-failed', 'stopped', 'completed'];

/** How a load ended of which every k6 has a part. One that stopped because another failed says nothing of its own. */
export function mergedEnd(ends: readonly LoadEnd[]): LoadEnd {
  const index = Math.min(...ends.map(({ outcome }) => worst.indexOf(outcome)));
  const outcome = worst[index] as LoadEnd['outcome'];
  const found = ends.findIndex((end) => end.outcome === outcome);
  const { exitCode, detail } = ends[found] as LoadEnd;
  const named = detail !== undefined && ends.length > 1 ? `Job ${found + 1}: ${detail}` : detail;
  return { outcome, exitCode, detail: named };
}

export const ranToItsEnd = ({ outcome }: LoadEnd): boolean => outcome === 'completed' || outcome === 'thresholds-failed';
