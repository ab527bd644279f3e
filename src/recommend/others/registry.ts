import { autopilotIntermediateRule, autopilotLowRule, autopilotMinimalRule } from './autopilot.ts';
import { craneRule } from './crane.ts';
import { craneAfterKillRule } from './crane-after-kill.ts';
import { goldilocksBurstableRule } from './goldilocks-burstable.ts';
import { goldilocksGuaranteedRule } from './goldilocks-guaranteed.ts';
import { halfMoreAfterKillRule } from './half-more-after-kill.ts';
import { krrRule } from './krr.ts';
import { kruizeRule } from './kruize.ts';
import { kubectlTopHalfMoreRule, kubectlTopTwiceRule } from './kubectl-top.ts';
import { maxPlus15Rule } from './max-plus-15.ts';
import type { SizingRule } from './rule.ts';
import { vpaRule } from './vpa.ts';
import { vpaAfterKillRule } from './vpa-after-kill.ts';

/** In the order of the report: what clusters run, what Google runs, what people do. */
export const sizingRules: readonly SizingRule[] = [
  vpaRule,
  vpaAfterKillRule,
  goldilocksGuaranteedRule,
  goldilocksBurstableRule,
  krrRule,
  kruizeRule,
  craneRule,
  craneAfterKillRule,
  autopilotMinimalRule,
  autopilotLowRule,
  autopilotIntermediateRule,
  kubectlTopHalfMoreRule,
  kubectlTopTwiceRule,
  maxPlus15Rule,
  halfMoreAfterKillRule,
];
