import { burstOf, burstsWithRequests } from '../bursts.ts';
import { fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';

/** Short bursts: an export, a cron job inside the service, a large reply. Evidence: watermark far above the samples, or a peak that few samples come near. */
export const spike: Hypothesis = {
  cause: 'spike',
  lookFirst: 'what runs by a timer inside the service, and the largest single request',
  tellApart: 'the kernel watermark by phase: bursts by a timer come without load too',
  judge({ what }, { picture }) {
    if (picture === null || what === 'end' || what === 'growth' || what === 'starved') return silent;
    const bursts = picture.recordings.flatMap((recording) => burstOf(recording) ?? []);
    if (2 * bursts.length <= picture.recordings.length) return rejected('memory stays near its peak, and the samples saw the peak that the kernel saw');
    const withRequests = burstsWithRequests(picture.recordings);
    if (withRequests !== undefined) return rejected(withRequests);
    return fits(`short bursts make the peak: ${bursts[0]}`);
  },
  actions: () => [
    { urgency: 'today', text: 'Trust the kernel peak, not a dashboard: sampled once in 15 s these bursts are not there', command: null },
    { urgency: 'for good', text: 'Do the burst in pieces, or in a job of its own', command: null },
  ],
};
