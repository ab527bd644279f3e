import { formatMemory } from '../../shared/quantity.ts';
import { heapInForce } from '../runtime/heap-in-force.ts';
import { runtimeOf } from '../runtime/identify.ts';
import { mismatchesOf } from '../runtime/mismatches.ts';
import { clear, finding, type Rule, type RuleInput, type RuleResult } from './rule.ts';

const notApplicable = (why: string): RuleResult => ({ outcome: 'not-applicable', why });

/** The manifest's limit, where there is one: that is what the settings have to go with today. */
function limitToday({ plan, all }: RuleInput): number | undefined {
  return plan.workload.currentLimitBytes ?? all.find(({ purpose }) => purpose === 'current')?.limitBytes;
}

const gaveUp = ({ all }: RuleInput): number =>
  all.filter(({ kills, deaths }) => kills.length === 0 && deaths.some((death) => death.class === 'runtime-abort')).length;

/**
 * Detects: the heap limit of the runtime and the limit of the container do not go together. Evidence: the settings that the plan shows, else the
 * default that the runtime has at this limit. False positive: a program that sets its heap limit in its own code, which nothing outside shows.
 */
export const runtimeMismatch: Rule = {
  id: 'runtime-mismatch',
  title: 'The runtime and the limit do not go together',
  remedy: 'Set the heap limit of the runtime together with the container limit: the recommendation says to what.',
  needs: ['recordings'],
  evaluate(input) {
    const runtime = runtimeOf(input.plan, input.all);
    if (runtime === undefined) return notApplicable('the runtime is not known');
    const limitBytes = limitToday(input);
    if (limitBytes === undefined) return notApplicable('the manifest sets no memory limit');
    const mismatches = mismatchesOf({ runtime, limitBytes, aborts: gaveUp(input) });
    if (mismatches.length > 0)
      return finding(mismatches.map(({ text }) => text).join('; '), [`${runtime.name} by ${runtime.from}`, `limit ${formatMemory(limitBytes)}`]);
    const heap = heapInForce(runtime, limitBytes);
    return clear(heap.bytes === null ? `${runtime.name} has no heap limit of its own` : `its heap limit fits into ${formatMemory(limitBytes)}`);
  },
};
