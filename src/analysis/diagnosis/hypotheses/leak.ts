import type { HeapEvidence } from '../../heap/document.ts';
import { grownWords } from '../../heap/words.ts';
import { heapDump, raiseLimit } from '../commands.ts';
import type { Action } from '../document.ts';
import { fits, type Hypothesis, possible, rejected, silent } from '../hypothesis.ts';

/** Two snapshots that are there already need not be taken again. */
function whatGrew(heap: HeapEvidence | undefined): Action | undefined {
  if (!heap?.growth || heap.where === 'none') return undefined;
  if (heap.where === 'outside')
    return { urgency: 'today', text: 'Look for memory outside the heap: native add-ons, worker threads, child processes, the allocator', command: null };
  return { urgency: 'today', text: `Find what holds on to what grew: ${grownWords(heap.growth)}`, command: null };
}

/** Memory that grows with every request or second and never comes back. Evidence: the leak verdict. False positive: a cache slower than half of the run. */
export const leak: Hypothesis = {
  cause: 'leak',
  lookFirst: 'two heap dumps under the same load, some minutes apart: what grew',
  tellApart: 'run three times as long: a leak goes on, a cache levels off',
  judge({ what }, { leak: { verdict, why }, heap }) {
    if (what === 'starved')
      return verdict === 'leak' ? fits(`it leaks, and what leaked leaves no room for its own program, which is evicted and read back: ${why}`) : silent;
    if (what === 'end') return silent;
    if (verdict === 'leak') return fits(`it leaks: ${why}${heap?.growth ? `; ${heap.why}` : ''}`);
    return verdict === 'inconclusive' ? possible(`whether it leaks is not decided: ${why}`) : rejected(`the verdict on growth is ${verdict}: ${why}`);
  },
  actions: ({ recordings }, { plan, picture, heap }) => [
    {
      urgency: 'now',
      text: 'Restart it before the limit is reached; the interim limit says how often',
      ...raiseLimit(plan, picture ? 2 * picture.watermarkBytes : undefined),
    },
    whatGrew(heap) ?? { urgency: 'today', text: 'Take a heap dump, and another some minutes later', command: heapDump(plan, recordings) },
    { urgency: 'for good', text: 'Fix what grew, and let the gate fail on a leak', command: null },
  ],
};
