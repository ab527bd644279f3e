import { formatDuration } from '../../shared/duration.ts';
import { formatMemory } from '../../shared/quantity.ts';
import { fisherCombined } from '../../shared/stats/fisher.ts';
import { median } from '../../shared/stats/quantile.ts';
import type { RecordingAnalysis } from '../document.ts';
import { tooFewCollections } from './cycles.ts';
import type { Growth, LeakVerdict } from './document.ts';
import { collectedMs, extendedMs, extendWords, outgrownMs, settledMs } from './extend.ts';
import { agreeingShare, frontLoadedFactor, keptShare, maxPValue, maxPValueTogether, mustNoticeShare, negligibleShare, saturatingFactor } from './limits.ts';
import type { Uncollected } from './uncollected.ts';
import { againstRequests } from './with-requests.ts';

type Input = Pick<RecordingAnalysis, 'retainedBytes'> & { readonly growth?: Growth | null | undefined };

const hourMs = 3_600_000;

interface Judged {
  readonly growth: Growth;
  readonly retainedBytes: number | null;
  /** `no`: less than what is negligible. */
  readonly grew: 'no' | 'kept' | 'came-back' | 'unknown';
}

/** The leak verdict of the loose-limit recordings together. Most of them must agree: one in three may be luck. */
export function leakVerdict(recordings: readonly Input[], uncollected: Uncollected): LeakVerdict {
  const judged = recordings.flatMap(({ growth, retainedBytes }) => (growth ? [{ growth, retainedBytes, grew: grewHow(growth, retainedBytes) }] : []));
  if (judged.length === 0)
    return withoutFigures('inconclusive', 'too little was sampled under load, or the process did not live through it; hold the levels longer');
  const needed = Math.ceil(judged.length * agreeingShare - 1e-9);
  const grown = judged.filter(({ grew }) => grew === 'kept' || grew === 'unknown');
  if (grown.length >= needed && areSignificant(judged)) return verdictOfGrowth(grown, judged.length, uncollected);
  const all = judged.map(({ growth }) => growth);
  const open = (why: string, extendToMs: number) => withFigures('inconclusive', judged, `${why}; ${extendWords(extendToMs)}`, extendToMs);
  const alarming = grown.filter(({ growth }) => growth.pValue < maxPValue).length;
  if (alarming > 0) return open(`${alarming} of ${judged.length} recordings grew under load, ${needed} would have to`, extendedMs(all));
  if (isTooCoarse(all)) return open(`a leak below ${perHour(detectable(all))} would not have been noticed`, extendedMs(all));
  return withFigures('flat', judged, `${flatWhy(judged)}; a leak above ${perHour(detectable(all))} would have been noticed`);
}

function fewCollectionsWhy(growths: readonly Growth[]): string {
  const periodMs = median(growths.flatMap(({ collections }) => collections?.periodMs ?? [])) ?? 0;
  return `the run is hardly longer than a collection of garbage, of which one comes about every ${formatDuration(Math.round(periodMs / 1000) * 1000)}`;
}

function isTooCoarse(growths: readonly Growth[]): boolean {
  const shares = growths.map(({ detectableBytesPerHour, loadMs, medianBytes }) => (detectableBytesPerHour * loadMs) / hourMs / Math.max(1, medianBytes));
  return (median(shares) ?? 0) > mustNoticeShare;
}

function flatWhy(judged: readonly Judged[]): string {
  const returned = judged.filter(({ grew, growth }) => grew === 'came-back' && growth.pValue < maxPValue).length;
  return returned > 0 ? `${returned} of ${judged.length} recordings grew inside levels, but gave it back when the load was gone` : 'no growth inside levels';
}

/** Recordings that grew too little to see alone add up. */
function areSignificant(judged: readonly Judged[]): boolean {
  const p = fisherCombined(judged.map(({ growth }) => growth.pValue));
  return p < (judged.length === 1 ? maxPValue : maxPValueTogether);
}

function grewHow(growth: Growth, retainedBytes: number | null): Judged['grew'] {
  if (growth.growthBytes <= negligibleShare * growth.medianBytes) return 'no';
  if (retainedBytes === null) return 'unknown';
  return retainedBytes >= keptShare * growth.expectedRetainedBytes ? 'kept' : 'came-back';
}

function verdictOfGrowth(grown: readonly Judged[], total: number, uncollected: Uncollected): LeakVerdict {
  const growths = grown.map(({ growth }) => growth);
  const shape = shapeOf(grown);
  const where = `${grown.length} of ${total} recordings`;
  const open = (verdict: 'saturating' | 'inconclusive', why: string, extendToMs: number, then = '') =>
    withFigures(verdict, grown, `${where} grew ${why}; ${extendWords(extendToMs)}${then}`, extendToMs);
  if (shape === 'step') return withFigures('step', grown, `${where} grew, by one step rather than steadily: something was loaded or filled once`);
  if (shape === 'saturating') return open('saturating', 'ever more slowly, as a cache that fills', settledMs(growths), ' to see where it ends');
  if (tooFewCollections(growths)) return open('inconclusive', `steadily, but ${fewCollectionsWhy(growths)}`, collectedMs(growths));
  // Inside short levels growth can also be what a level has not yet settled to; only the cooldown tells.
  if (growths.some((growth) => growth.stretch === 'stitched') && grown.some(({ grew }) => grew === 'unknown'))
    return open('inconclusive', 'steadily, but without idle and cooldown it is not known whether it comes back', extendedMs(growths));
  const totalBytes = median(growths.map(({ expectedRetainedBytes }) => expectedRetainedBytes)) ?? 0;
  if (totalBytes <= uncollected.bytes)
    return open(
      'inconclusive',
      `steadily, ${formatMemory(totalBytes)} in all, which ${uncollected.what} explains`,
      outgrownMs(growths, totalBytes, uncollected.bytes),
    );
  const kept = grown.some(({ grew }) => grew === 'kept') ? ' and kept it when the load was gone' : '';
  return withFigures('leak', grown, `${where} grew steadily ${pace(growths)}${kept}${requestWords(growths)}`);
}

function requestWords(growths: readonly Growth[]): string {
  const against = againstRequests(growths);
  if (against === null || against.grows === 'undecided') return '';
  return `; between slow and fast levels the slope is ${against.slopeRatio} times and the requests are ${against.requestRatio} times, so it grows ${against.grows}`;
}

/** One shape for all recordings: their misfits add up, so that what one leaves open the others decide. */
function shapeOf(grown: readonly Judged[]): 'linear' | 'step' | 'saturating' {
  const total = (shape: keyof Growth['misfit']) => grown.reduce((sum, { growth }) => sum + growth.misfit[shape], 0);
  const linear = total('linear');
  if (total('step') < linear) return 'step';
  const ratio = median(grown.flatMap(({ growth, retainedBytes }) => (retainedBytes === null ? [] : [retainedBytes / growth.expectedRetainedBytes])));
  const frontLoaded = ratio !== undefined && ratio > frontLoadedFactor;
  return total('saturating') < (frontLoaded ? 1 : saturatingFactor) * linear ? 'saturating' : 'linear';
}

function detectable(growths: readonly Growth[]): number {
  return Math.round(median(growths.map((growth) => growth.detectableBytesPerHour)) ?? 0);
}

function perHour(bytes: number): string {
  return `${formatMemory(Math.round(bytes))}/h`;
}

function pace(growths: readonly Growth[]): string {
  const perIteration = growths.map((growth) => growth.bytesPerIteration).filter((bytes) => bytes !== null);
  const each = median(perIteration);
  return each === undefined || perIteration.length < growths.length ? 'with time' : `by ${formatMemory(each)} per iteration`;
}

function withFigures(verdict: LeakVerdict['verdict'], judged: readonly Judged[], why: string, extendToMs: number | null = null): LeakVerdict {
  const growths = judged.map(({ growth }) => growth);
  const lows = growths.flatMap(({ interval }) => (interval ? [interval[0]] : []));
  const highs = growths.flatMap(({ interval }) => (interval ? [interval[1]] : []));
  return {
    verdict,
    bytesPerHour: Math.round(median(growths.map((growth) => growth.bytesPerHour)) ?? 0),
    interval: lows.length > 0 ? [Math.min(...lows), Math.max(...highs)] : null,
    detectableBytesPerHour: detectable(growths),
    extendToMs,
    atCooldown: atCooldown(judged),
    againstRequests: againstRequests(growths),
    why,
  };
}

/** What most of the recordings that grew say; null where none grew. */
function atCooldown(judged: readonly Judged[]): LeakVerdict['atCooldown'] {
  const grown = judged.filter(({ grew }) => grew !== 'no');
  if (grown.length === 0) return null;
  const share = (wanted: Judged['grew']) => grown.filter(({ grew }) => grew === wanted).length / grown.length;
  if (share('kept') > 0.5) return 'kept';
  return share('came-back') > 0.5 ? 'came back' : 'not known';
}

function withoutFigures(verdict: LeakVerdict['verdict'], why: string): LeakVerdict {
  return { verdict, bytesPerHour: null, interval: null, detectableBytesPerHour: null, why };
}
