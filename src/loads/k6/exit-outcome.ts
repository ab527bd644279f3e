import type { LoadEnd } from '../../ports/load.ts';

/** How the process ended, and what was asked of it. */
export interface K6Exit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stopRequested: boolean;
  /** What k6 wrote about it. */
  readonly problem: string | undefined;
}

type Ending = readonly [LoadEnd['outcome'], string | undefined];

/** k6 errext/exitcodes/codes.go. Codes that are not here (137, 143, 109: a panic) mean that k6 itself went down. */
const endings: Readonly<Record<number, Ending>> = {
  0: ['completed', undefined],
  99: ['thresholds-failed', 'a threshold of the script was crossed'],
  100: ['script-failed', 'setup() took too long'],
  101: ['script-failed', 'teardown() took too long'],
  103: ['stopped', 'stopped through its API'],
  104: ['invalid', 'k6 refused the options of the script'],
  105: ['stopped', 'stopped by a signal'],
  107: ['script-failed', 'the script threw an exception'],
  108: ['script-failed', 'the script called test.abort()'],
  // The run goes to its end, as with a threshold.
  110: ['thresholds-failed', 'the script called test.fail()'],
};

/** What an end of k6 means for the load (k6's exit codes, see the table). */
export function loadEnd({ exitCode, signal, stopRequested, problem }: K6Exit): LoadEnd {
  if (exitCode === null && stopRequested) return { outcome: 'stopped', exitCode, detail: `did not stop in time and was ended by ${signal}` };
  const known = exitCode === null ? undefined : endings[exitCode];
  if (!known) {
    const how = exitCode === null ? `k6 was killed by ${signal}` : `k6 ended with ${exitCode}`;
    return { outcome: 'died', exitCode, detail: problem ? `${how}: ${problem}` : how };
  }
  const [outcome, meaning] = known;
  return { outcome, exitCode, detail: meaning && problem ? `${meaning}: ${problem}` : meaning };
}
