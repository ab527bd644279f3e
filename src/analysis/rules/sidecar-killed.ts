import { counted } from '../counted.ts';
import { clear, finding, type Rule } from './rule.ts';

/**
 * Detects: a container beside the sized one was killed: a sidecar, an init container, any other of the pod. Its limit is not what is searched, but while it is down
 * the service may be too. Evidence: the death ledger. False positive: a sidecar whose kill is part of the test.
 */
export const sidecarKilled: Rule = {
  id: 'sidecar-killed',
  title: 'A container beside the sized one was killed',
  remedy: "Raise that container's own limit first and measure again: no limit of the sized container helps it.",
  needs: ['pods'],
  evaluate({ all, plan }) {
    const evidence = all.flatMap(({ recording, kills }) =>
      kills
        .filter(({ container }) => container !== plan.workload.container)
        .map((kill) => `${recording} at ${Math.round(kill.tMs)} ms: ${kill.container} (${kill.class})${kill.comm === null ? '' : `, ${kill.comm}`}`),
    );
    return evidence.length === 0
      ? clear('only the sized container was ever killed, if any')
      : finding(`${counted(evidence.length, 'kill')} in containers beside ${plan.workload.container}`, evidence);
  },
};
