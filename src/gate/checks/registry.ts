import type { Check } from './check.ts';
import { limitHolds } from './limit-holds.ts';
import { oomKill } from './oom-kill.ts';
import { ruleChecks } from './rule-check.ts';
import { verified } from './verified.ts';

/** Every question with a name: three of the gate's own, and each rule of the analysis. */
export const checks: readonly Check[] = [oomKill, limitHolds, verified, ...ruleChecks];
