import { MiB } from '../../../shared/quantity.ts';
import type { RecordingAnalysis } from '../../document.ts';
import { sizeOf } from '../../holders.ts';
import { certain, fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { percent, size } from '../say.ts';

/** A main process that holds less is a shell that started the server, not a parent with a child. */
const parentBytes = 8 * MiB;
const mostShare = 0.5;

/** A child process took the memory. Evidence: who was killed, and memory by process. */
export const childOutgrew: Hypothesis = {
  cause: 'child-outgrew',
  lookFirst: 'what the child processes do, and how many there may be at once',
  tellApart: 'memory by process at the peak',
  judge({ what, deaths, recordings }) {
    if (what === 'kill') {
      const child = deaths.find(({ mainProcess }) => !mainProcess);
      if (!child) return rejected('the main process itself was killed');
      return certain(`a child process${child.comm ? ` (${child.comm})` : ''} was killed while the main process lived on; restart counts do not show it`);
    }
    if (what !== 'peak') return silent;
    const child = largestChild(recordings);
    return child === undefined
      ? silent
      : fits(`one child process (${child.comm}) held ${size(child.bytes)}, ${percent(child.share)} of what was held at that moment`);
  },
  actions: () => [
    { urgency: 'now', text: 'Start fewer children, or raise the limit by what one of them needs', command: null },
    { urgency: 'today', text: 'Let the parent notice and report a child that was killed', command: null },
    {
      urgency: 'for good',
      text: 'Count children x memory of each into the limit, and set memory.oom.group so that a kill is seen as a restart',
      command: null,
    },
  ],
};

interface Child {
  readonly comm: string;
  readonly bytes: number;
  readonly share: number;
}

/** A child that held most of what was held at the moment when most was held. */
function largestChild(recordings: readonly RecordingAnalysis[]): Child | undefined {
  const moments = recordings.flatMap(({ holders }) => [...Map.groupBy(holders, ({ tMs }) => tMs).values()]);
  const total = (moment: RecordingAnalysis['holders']) => moment.reduce((sum, holder) => sum + sizeOf(holder), 0);
  const fullest = moments.reduce<RecordingAnalysis['holders'] | undefined>((best, each) => (best && total(best) >= total(each) ? best : each), undefined);
  if (!fullest?.some((holder) => holder.main && sizeOf(holder) >= parentBytes)) return undefined;
  const child = fullest.filter((holder) => !holder.main).toSorted((a, b) => sizeOf(b) - sizeOf(a))[0];
  const share = child ? sizeOf(child) / total(fullest) : 0;
  return child && share >= mostShare ? { comm: child.comm, bytes: sizeOf(child), share } : undefined;
}
