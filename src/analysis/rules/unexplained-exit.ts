import { counted } from '../counted.ts';
import { clear, finding, type Rule } from './rule.ts';

const classes: ReadonlySet<string> = new Set(['exit', 'exit-137-not-oom', 'runtime-abort']);

/**
 * Detects: the main process ended by itself, without the kernel killing it: a crash, a heap limit of its own, a kill by somebody else.
 * Evidence: exits in the death ledger. False positive: a job that is meant to end.
 */
export const unexplainedExit: Rule = {
  id: 'unexplained-exit',
  title: 'The main process ended without being OOM-killed',
  remedy: "Read workload.log beside the recording. After a heap abort raise the runtime's own heap limit: more container memory alone does not help.",
  needs: ['recordings'],
  evaluate({ all }) {
    const evidence = all.flatMap(({ recording, deaths }) =>
      deaths
        .filter((death) => classes.has(death.class))
        .map((death) => `${recording} at ${Math.round(death.tMs)} ms: ${death.class}, ${death.evidence.map(({ text }) => text).join('; ')}`),
    );
    return evidence.length === 0
      ? clear('every end of a process is accounted for')
      : finding(`${counted(evidence.length, 'end')} of a main process without an OOM kill`, evidence);
  },
};
