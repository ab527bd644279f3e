import { createHash } from 'node:crypto';
import type { AssertionResult } from '../../gate/document.ts';

/** The same for the same question in every run, so that a platform knows an old problem again; 32 hex digits. */
export function rowDigest(scenario: string, { subject, kind, expected }: Pick<AssertionResult, 'subject' | 'kind' | 'expected'>): string {
  const side = kind === 'bound' ? (expected.startsWith('at least') ? 'min' : 'max') : kind;
  return createHash('sha256').update([scenario, subject, side].join('\0')).digest('hex').slice(0, 32);
}
