import type { WorkingSetSeries } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';

/** The finest instants that any sizing tool is known to use: Autopilot's raw samples, one a second (EuroSys 2020). */
const finestPeriodMs = 1000;
/** A day at 15 s, the shortest scrape period in use outside of Google; an hour stays at 1 s and takes some 70 KB of the document. */
const maxInstants = 5760;
/** A sampler that is a little late must not read as a container that is not there. */
const stalePeriods = 2;

/** Purposes under which a tool that watches the workload would have seen it: as deployed, or with room to spare. */
const watched: readonly string[] = ['record', 'current'];

/** Working set at evenly spaced instants; the period doubles until the whole recording fits. Null where there is nothing to tell. */
export function workingSetOf(facts: RecordingFacts): WorkingSetSeries | null {
  const { variant, plan } = facts.manifest;
  if (!watched.includes(variant.purpose) || variant.loadFactor !== 1) return null;
  const times = facts.main.memory.t.values;
  const values = facts.main.memory.workingSet.values;
  const firstMs = Math.ceil(times[0] ?? 0);
  const lastMs = times.at(-1);
  if (lastMs === undefined || values.some(Number.isNaN)) return null;
  let periodMs = Math.max(finestPeriodMs, 1000 / plan.sampling.hz);
  while ((lastMs - firstMs) / periodMs >= maxInstants) periodMs *= 2;
  return { firstMs, periodMs, kibibytes: instants({ times, values, firstMs, lastMs, periodMs }) };
}

interface Samples {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly periodMs: number;
}

function instants({ times, values, firstMs, lastMs, periodMs }: Samples): (number | null)[] {
  const found: (number | null)[] = [];
  let newest = 0;
  for (let index = 0; firstMs + index * periodMs <= lastMs; index++) {
    const nowMs = firstMs + index * periodMs;
    while (newest + 1 < times.length && (times[newest + 1] as number) <= nowMs) newest++;
    const fresh = nowMs - (times[newest] as number) <= stalePeriods * periodMs;
    // 0 is a cgroup in which nothing runs yet; metrics-server leaves such containers out (pkg/storage/types.go).
    found.push(fresh && values[newest] !== 0 ? Math.ceil((values[newest] as number) / 1024) : null);
  }
  return found;
}
