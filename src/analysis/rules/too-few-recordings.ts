import { counted } from '../counted.ts';
import { clear, finding, type Rule } from './rule.ts';

/** An interval of the load curve, a spread of peaks and a majority about a leak need three (DESIGN section 6, step 2; memory ground truth, section 4.3). */
const needed = 3;

/**
 * Detects: too few repetitions to tell chance from cause. Evidence: completed recordings at the loose limit. What hangs on it: the load curve has no
 * interval, the leak verdict no majority, the margin hardly a spread. False positive: none.
 */
export const tooFewRecordings: Rule = {
  id: 'too-few-recordings',
  title: 'Too few repetitions',
  remedy: 'Record at least three times: set policy.recordings to 3 or more, or finish the run with --resume.',
  needs: ['loose-recordings'],
  evaluate({ loose }) {
    const completed = loose.filter(({ outcome }) => outcome === 'completed');
    if (completed.length >= needed) return clear(`${counted(completed.length, 'recording')} at the loose limit ran to their end`);
    const others = loose.filter(({ outcome }) => outcome !== 'completed').map(({ recording, outcome }) => `${recording}: ${outcome}`);
    return finding(`only ${counted(completed.length, 'recording')} at the loose limit ran to the end: curve, leak verdict and margin rest on chance`, [
      `completed: ${completed.map(({ recording }) => recording).join(', ') || 'none'}`,
      ...others,
    ]);
  },
};
