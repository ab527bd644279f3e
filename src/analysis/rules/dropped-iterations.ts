import { counted } from '../counted.ts';
import { clear, finding, type Rule } from './rule.ts';

/**
 * Detects: the offered load was not delivered. Evidence: iterations that the load driver dropped in a level of a loose-limit recording.
 * At the peak level the measured peak is then a lower bound. False positive: a load generator without enough CPU.
 */
export const droppedIterations: Rule = {
  id: 'dropped-iterations',
  title: 'The offered load was not delivered',
  remedy: 'Lower the peak to what one pod can serve, give it more CPU, or raise the request timeout of the plan so that more iterations may wait.',
  needs: ['loose-recordings', 'load'],
  evaluate({ loose, plan }) {
    const dropped = loose.flatMap(({ recording, phases }) =>
      phases
        .filter((phase) => phase.phaseKind === 'level' && (phase.droppedIterations ?? 0) > 0)
        .map((phase) => ({ text: `${recording}/${phase.name}: ${phase.droppedIterations} dropped`, atPeak: (phase.offeredRate ?? 0) >= plan.load.peak })),
    );
    if (dropped.length === 0) return clear('every iteration was started in time');
    const consequence = dropped.some(({ atPeak }) => atPeak) ? ', at peak too: the measured peak is a lower bound' : '';
    return finding(
      `${counted(dropped.length, 'level')} got less load than planned${consequence}`,
      dropped.map(({ text }) => text),
    );
  },
};
