import { raiseLimit } from '../commands.ts';
import { certain, fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { size } from '../say.ts';

/** The factor of the rule startup-peak-dominates: above the spread of most peaks. */
const dominates = 1.15;

/** Starting takes more than serving. Evidence: hard part before ready against that of all levels, and when the kill came. */
export const startupPeak: Hypothesis = {
  cause: 'startup-peak',
  lookFirst: 'what is loaded, parsed or migrated before the service listens',
  tellApart: 'memory before ready against memory at the highest level',
  judge({ what, deaths }, { picture }) {
    if (what === 'growth' || what === 'end') return silent;
    const inStartup = deaths.length > 0 && deaths.every((death) => death.phase === 'startup' || death.class === 'startup');
    if (what === 'kill' && !inStartup) return rejected('it was killed after it had become ready');
    if (picture === null) return inStartup ? fits('it was killed before it was ready') : silent;
    const { startupBytes, levelPeakBytes } = picture;
    const both = `${size(startupBytes)} before it was ready, ${size(levelPeakBytes)} under load`;
    if (startupBytes > dominates * levelPeakBytes) return certain(`starting needs more than any load: ${both}`);
    return inStartup && startupBytes > picture.idleBytes ? fits(`it was killed while starting: ${both}`) : rejected(both);
  },
  actions: (_, { plan, picture }) => [
    { urgency: 'now', text: 'Raise the limit above what starting needs', ...raiseLimit(plan, picture ? dominates * picture.startupBytes : undefined) },
    { urgency: 'for good', text: 'Load in smaller pieces, or prepare in an init container that has its own limit', command: null },
  ],
};
