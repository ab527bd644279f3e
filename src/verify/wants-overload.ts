import type { Plan } from '../plan/plan.ts';

/** Whether a run above the peak is to be made. The scenarios of a script of its own run unchanged, so there is no more of them to be had. */
export const wantsOverload = ({ policy, load }: Plan): boolean => policy.overload > 1 && load.profile !== 'script';
