import { formatMemory } from '../../shared/quantity.ts';
import { counted } from '../counted.ts';
import { clear, finding, type Rule } from './rule.ts';

/**
 * Detects: the kernel killed a child while the main process lived on. Nothing restarts, Kubernetes may show nothing, requests are lost.
 * Evidence: the death ledger. False positive: a child whose pid the supervisor announced as main only later.
 */
export const childKill: Rule = {
  id: 'child-kill',
  title: 'A child process was killed while the main process lived on',
  remedy: 'Count the workers into the limit (workers x memory per worker), and have the parent report and replace a killed worker.',
  needs: ['recordings'],
  evaluate({ all }) {
    const evidence = all.flatMap(({ recording, limitBytes, kills }) =>
      kills
        .filter((kill) => !kill.mainProcess)
        .map(
          (kill) =>
            `${recording} at ${formatMemory(limitBytes)}: ${kill.comm ?? 'a child'}${kill.pid === null ? '' : ` (pid ${kill.pid})`} at ${Math.round(kill.tMs)} ms`,
        ),
    );
    if (evidence.length === 0) return clear('no child process was killed');
    return finding(`${counted(evidence.length, 'kill')} of a child process in ${counted(all.length, 'recording')}; restart counts do not show them`, evidence);
  },
};
