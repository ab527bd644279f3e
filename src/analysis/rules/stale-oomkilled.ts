import { counted } from '../counted.ts';
import { clear, finding, type Rule } from './rule.ts';

/**
 * Detects: a container ended as OOMKilled although that end was no kill for memory: the runtime keeps the word from an earlier kill of a child, or, on
 * cgroup v1, from a kill beside it. Evidence: the death ledger. False positive: none known where the kernel log was heard.
 */
export const staleOomkilled: Rule = {
  id: 'stale-oomkilled',
  title: 'Pod status says OOMKilled for an end that was none',
  remedy:
    'Do not raise the limit for this end: look for what ended it by its exit code, and for the child that was killed before. Alerts on OOMKilled will mislead here.',
  needs: ['pods'],
  evaluate({ all }) {
    const evidence = all.flatMap(({ recording, deaths }) =>
      deaths
        .filter((death) => death.class === 'stale-oomkilled')
        .map((death) => `${recording} at ${Math.round(death.tMs)} ms, ${death.container}: ${death.evidence.map(({ text }) => text).join('; ')}`),
    );
    return evidence.length === 0
      ? clear('no status says OOMKilled wrongly')
      : finding(`${counted(evidence.length, 'end')} wrongly said to be OOMKilled`, evidence);
  },
};
