import { median } from '../../../shared/stats/quantile.ts';
import { waitsForMemory } from '../../pressed.ts';
import { fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { isNotable } from '../rise.ts';
import { size } from '../say.ts';

/** A limit this much lower than the loose one is another limit to a runtime that sizes its heap by it. */
const lowerShare = 0.75;
/** Above the spread of peaks from run to run (0.7 to 14 %, memory ground truth, section 3). */
const lessShare = 0.85;

/** The heap grows into what it is given. Evidence: the same profile under a lower limit held less, and neither died nor waited. */
export const heapFollowsLimit: Hypothesis = {
  cause: 'heap-follows-limit',
  lookFirst: 'the heap limit of the runtime and how it was chosen',
  tellApart: 'run with the heap limit set by hand: the peak follows it',
  judge({ what }, { picture, all, plan, leak }) {
    if (picture === null || what === 'end' || what === 'starved' || !isNotable(picture)) return silent;
    const whole = all.filter(
      (recording) =>
        (recording.purpose === 'current' || recording.purpose === 'confirm') &&
        recording.outcome === 'completed' &&
        recording.kills.length === 0 &&
        recording.limitBytes <= lowerShare * (picture.recordings[0]?.limitBytes ?? 0) &&
        !waitsForMemory(recording, plan.objectives.stallMax),
    );
    const held = median(whole.flatMap(({ peakBytes }) => peakBytes.hardPart ?? []));
    if (held === undefined || leak.verdict === 'leak') return silent;
    const both = `${size(held)} under lower limits, ${size(picture.hardPeakBytes)} at the loose one, with the same load and nothing lost`;
    return held <= lessShare * picture.hardPeakBytes ? fits(`it holds what it is given: ${both}`) : rejected(both);
  },
  actions: () => [
    { urgency: 'today', text: 'Set the heap limit of the runtime together with the container limit', command: null },
    { urgency: 'for good', text: 'Do not size from a peak without a limit: it is not a need', command: null },
  ],
};
