import { formatMemory } from '../../shared/quantity.ts';
import { clear, finding, type Rule } from './rule.ts';

/**
 * Detects: memory that grows under constant load, does not slow down and is still held when the load is gone. Evidence: floor of the hard part
 * inside levels, over all loose-limit recordings. False positives: a cache whose time constant is longer than half of the run.
 */
export const leak: Rule = {
  id: 'leak',
  title: 'Memory leaks',
  remedy: 'Take two heap dumps under load, some minutes apart, and compare what grew; until then restart before the limit is reached.',
  needs: ['loose-recordings'],
  evaluate({ leak: { verdict, why, bytesPerHour, interval }, loose }) {
    if (verdict === 'inconclusive') return { outcome: 'inconclusive', why };
    if (verdict !== 'leak') return clear(`${verdict}: ${why}`);
    const range = interval ? ` (${formatMemory(Math.round(interval[0]))} to ${formatMemory(Math.round(interval[1]))})` : '';
    return finding(
      `${formatMemory(Math.round(bytesPerHour ?? 0))} per hour${range}: ${why}`,
      loose.map(({ recording, growth, retainedBytes }) => {
        const held = retainedBytes === null ? '' : `, ${formatMemory(Math.round(retainedBytes))} more at cooldown than when idle`;
        return `${recording}: ${growth ? `grew ${formatMemory(Math.round(growth.growthBytes))} inside levels (p ${growth.pValue.toPrecision(2)})` : 'not judged'}${held}`;
      }),
    );
  },
};
