import { HighwaterError } from '../../shared/errors.ts';
import { k6Problem } from './k6-message.ts';

/** The error for a script that k6 cannot run, with k6's own words. */
export function invalidScript(script: string, log: string): HighwaterError {
  const problem = k6Problem(log) ?? (log.trim().slice(-500) || 'k6 did not say why');
  return new HighwaterError('script-invalid', `k6 cannot run ${script}: ${problem}`, { hint: `Try it alone: k6 inspect ${script}` });
}
