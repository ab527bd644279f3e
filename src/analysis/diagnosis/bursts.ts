import { MiB } from '../../shared/quantity.ts';
import { median } from '../../shared/stats/quantile.ts';
import type { PhaseAnalysis, RecordingAnalysis } from '../document.ts';
import { percent, size } from './say.ts';

/** Charges come in batches and samples a little after the peak: smaller differences are no spike (as in the rule sampling-missed-spike). */
const missedFactor = 1.1;
const missedBytes = 8 * MiB;
/** Garbage that piles up is above its middle half of the time, and never less than a fifth; a burst is gone before. */
const briefShare = 0.1;
const burstFactor = 1.25;
/** One slow and one fast level hold a burst of a timer more or less by where they begin: that is no comparison. */
const minLevels = 2;
/** Most recordings must show it: one in three may be luck. */
const agreeingShare = 2 / 3;

/** The burst that makes the peak of a recording, in words. The phase with the highest peak decides: below it, memory may be left over from others. */
export function burstOf({ phases }: RecordingAnalysis): string | undefined {
  const served = phases.filter(({ phaseKind }) => phaseKind !== 'startup');
  const top = (phase: PhaseAnalysis) => (phase.watermarkOfPhase ? phase.peakBytes.watermark : null) ?? phase.peakBytes.sampled ?? 0;
  const highest = served.reduce<PhaseAnalysis | undefined>((best, phase) => (best && top(best) >= top(phase) ? best : phase), undefined);
  if (!highest) return undefined;
  const { watermark, sampled, hardPart } = highest.peakBytes;
  if (highest.watermarkOfPhase && watermark !== null && sampled !== null && watermark > missedFactor * sampled && watermark - sampled > missedBytes)
    return `in ${highest.name} the kernel saw ${size(watermark)}, the highest sample was ${size(sampled)}`;
  if (!isBrief(highest)) return undefined;
  const share = highest.nearPeakShare ?? 0;
  return `in ${highest.name} it held ${size(highest.medianHardBytes ?? 0)} most of the time and ${size(hardPart ?? 0)} in ${percent(share)} of the samples`;
}

function isBrief({ peakBytes: { hardPart }, medianHardBytes: middle, nearPeakShare: share }: PhaseAnalysis): boolean {
  if (hardPart === null || middle === null || (share ?? 1) >= briefShare) return false;
  return hardPart >= burstFactor * middle && hardPart - middle >= missedBytes;
}

/**
 * Whether bursts come more often where there are more requests, as those of single large requests do and those of a timer do not. Words for it,
 * undefined where they do not, or there are no slow and fast levels to compare.
 */
export function burstsWithRequests(loose: readonly RecordingAnalysis[]): string | undefined {
  const compared = loose.flatMap((recording) => sharesBySpeed(recording) ?? []);
  const agreeing = compared.filter(({ slow, fast, rateRatio }) => fast > Math.sqrt(rateRatio) * slow);
  if (compared.length === 0 || agreeing.length < agreeingShare * loose.length - 1e-9) return undefined;
  const mean = (of: (each: (typeof compared)[number]) => number) => compared.reduce((sum, each) => sum + of(each), 0) / compared.length;
  return `bursts take ${percent(mean(({ slow }) => slow))} of the time in slow levels and ${percent(mean(({ fast }) => fast))} in fast ones: they come with requests`;
}

/** Mean share of the time near the peak, below and above the middle rate; undefined where there are no bursts, or outside of load too. */
function sharesBySpeed({ phases }: RecordingAnalysis): { readonly slow: number; readonly fast: number; readonly rateRatio: number } | undefined {
  const levels = phases.filter(({ phaseKind, offeredRate }) => phaseKind === 'level' && offeredRate !== null);
  const quiet = phases.filter(({ phaseKind }) => phaseKind === 'idle' || phaseKind === 'cooldown');
  if (!levels.some(isBrief) || quiet.some(isBrief)) return undefined;
  const middle = median(levels.map(({ offeredRate }) => offeredRate ?? 0)) ?? 0;
  const [low, high] = [levels.filter(({ offeredRate }) => (offeredRate ?? 0) < middle), levels.filter(({ offeredRate }) => (offeredRate ?? 0) > middle)];
  if (low.length < minLevels || high.length < minLevels) return undefined;
  const mean = (some: readonly PhaseAnalysis[], of: (phase: PhaseAnalysis) => number) => some.reduce((sum, phase) => sum + of(phase), 0) / some.length;
  const share = (phase: PhaseAnalysis) => phase.nearPeakShare ?? 0;
  const rate = (phase: PhaseAnalysis) => phase.offeredRate ?? 0;
  return { slow: mean(low, share), fast: mean(high, share), rateRatio: mean(high, rate) / mean(low, rate) };
}
