import { raiseLimit } from '../commands.ts';
import { fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { explains, isNotable, riseOf } from '../rise.ts';
import { size } from '../say.ts';

/** Memory follows the requests that are served at once. Evidence: the slope of the load curve, told from zero, and what it adds up to at the highest load. */
export const load: Hypothesis = {
  cause: 'load',
  lookFirst: 'requests in flight per pod, and what each of them holds',
  tellApart: 'run at half of the rate: what follows load is halved too',
  judge({ what }, { picture, loadCurve }) {
    if (picture === null || loadCurve === null || what === 'end' || what === 'growth' || what === 'starved' || !isNotable(picture)) return silent;
    const highest = loadCurve.tested?.[1] ?? 0;
    const adds = picture.bytesPerUnit * highest;
    const said = `at ${Number(highest.toPrecision(3))} ${loadCurve.unit} the line adds ${size(Math.max(0, adds))} of the ${size(riseOf(picture))} above idle`;
    if (!picture.slopeIsSure) return rejected('more load does not certainly mean more memory: the interval of the slope holds zero');
    return explains(adds, picture) ? fits(`memory follows the load: ${said}`) : rejected(said);
  },
  actions: (_, { plan, picture }) => [
    {
      urgency: 'now',
      text: 'Raise the limit to what the peak needs, or add pods so that each gets less',
      ...raiseLimit(plan, picture?.watermarkBytes),
    },
    { urgency: 'today', text: 'Scale out by requests per pod or by CPU before the limit is reached', command: null },
    { urgency: 'for good', text: 'Bound the requests in flight in the service: a queue that may grow is memory that may grow', command: null },
  ],
};
