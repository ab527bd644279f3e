import type { LoadCurve } from '../../analysis/document.ts';
import { formatMemory, MiB } from '../../shared/quantity.ts';
import { ceilMebibyte, floorMebibyte } from '../step.ts';
import type { Survey } from '../survey.ts';
import type { Loads } from './document.ts';
import { loadAt, type Ray, rayOf } from './ray.ts';

const digits = (load: number): number => Number(load.toPrecision(3));

/** Limits worth a line besides today's: shares of the recommended one. */
const shares = [0.75, 1, 1.25, 1.5] as const;

/** Both tables; null without a limit, or where the load curve has no interval. */
export function loadsOf(survey: Survey, curve: LoadCurve | null, limitBytes: number | null, verified: boolean): Loads | null {
  if (limitBytes === null) return null;
  const ray = rayOf(survey, curve, limitBytes);
  if (ray === undefined) return null;
  return {
    unit: ray.unit,
    anchor: { load: digits(ray.load), limitBytes, verified },
    furthestLoad: digits(ray.furthestLoad),
    atLimit: limitsOf(survey, limitBytes).map(({ bytes, what }) => ({ limitBytes: bytes, what, ...loadUnder(ray, bytes) })),
    forLoad: loadsWorthALine(survey, ray).map(({ load, what }) => ({ load: digits(load), what, ...limitFor(ray, load) })),
  };
}

function limitsOf(survey: Survey, limitBytes: number): { bytes: number; what: string }[] {
  const today = survey.plan.workload.currentLimitBytes;
  const all = [
    ...(today === undefined ? [] : [{ bytes: today, what: 'in the manifest' }]),
    ...shares.map((share) => ({
      bytes: share < 1 ? floorMebibyte(share * limitBytes) : ceilMebibyte(share * limitBytes),
      what: share === 1 ? 'recommended' : `${share} times that`,
    })),
  ];
  return all.filter(({ bytes }, index) => all.findIndex((other) => other.bytes === bytes) === index).sort((a, b) => a.bytes - b.bytes);
}

function loadsWorthALine(survey: Survey, ray: Ray): { load: number; what: string }[] {
  const { levels, expected, peak } = survey.plan.load;
  const at = (rate: number) => loadAt(rate, ray.unit, survey.records);
  const words = (rate: number) => (rate === peak ? 'peak' : rate === expected ? 'expected' : 'a level');
  const driven = [...new Set([...levels, expected, peak])].flatMap((rate) => {
    const load = at(rate);
    return load === undefined ? [] : [{ load, what: words(rate) }];
  });
  const beyond = { load: ray.furthestLoad, what: 'as far as the curve is extended' };
  return [...driven, beyond, { load: 1.5 * ray.highestLoad, what: 'half more than was driven' }].sort((a, b) => a.load - b.load);
}

/** Largest load that is safe under a limit. */
function loadUnder(ray: Ray, limitBytes: number): { load: number | null; why: string } {
  if (limitBytes < ray.floorBytes) return { load: null, why: `starting alone needs about ${formatMemory(ceilMebibyte(ray.floorBytes))}` };
  const above = limitBytes - ray.limitBytes;
  if (above < 0) return belowAnchor(ray, -above);
  if (above === 0) return { load: digits(ray.load), why: 'run at this load' };
  const load = ray.steep === 0 ? Number.POSITIVE_INFINITY : ray.load + above / ray.steep;
  if (load >= ray.furthestLoad) return { load: digits(ray.furthestLoad), why: 'at least so much; the curve is not extended further' };
  return {
    load: digits(load),
    why: load > ray.highestLoad ? 'beyond what was driven, along the steep end of the interval' : 'along the steep end of the interval',
  };
}

function belowAnchor(ray: Ray, missingBytes: number): { load: number | null; why: string } {
  if (ray.flat === 0) return { load: null, why: 'less load does not certainly need less memory' };
  const load = ray.load - missingBytes / ray.flat;
  if (load < ray.lowestLoad) return { load: null, why: 'not even the lowest load that was driven' };
  return { load: digits(load), why: 'along the flat end of the interval; not run' };
}

/** Limit that a load needs. */
function limitFor(ray: Ray, load: number): { limitBytes: number | null; why: string } {
  if (load > ray.furthestLoad * (1 + 1e-9))
    return { limitBytes: null, why: `not said: more than ${digits(ray.furthestLoad)}, 1.3 times what was driven, has to be measured` };
  if (load === ray.load) return { limitBytes: ray.limitBytes, why: 'run at this load' };
  const bytes = ray.limitBytes + (load > ray.load ? ray.steep : ray.flat) * (load - ray.load);
  const limitBytes = ceilMebibyte(Math.max(bytes, ray.floorBytes, MiB));
  return {
    limitBytes,
    why: load > ray.load ? 'along the steep end of the interval' : bytes < ray.floorBytes ? 'starting needs it' : 'along the flat end of the interval',
  };
}
