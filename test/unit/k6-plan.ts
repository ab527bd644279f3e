import type { Plan, Variant } from '../../src/plan/plan.ts';

type Load = Plan['load'];

/** A plan with everything that the load driver reads. */
export function loadPlan(load: Partial<Load> = {}): Plan {
  return {
    apiVersion: 'highwater/v1',
    name: 'checkout',
    target: { kind: 'local' },
    workload: { manifests: [], container: 'app', cpuMillicores: 500 },
    load: {
      script: 'load.ts',
      profile: 'ladder',
      levels: [10, 20, 30, 40, 50],
      holdMs: 12_000,
      settleMs: 5000,
      idleMs: 0,
      drainMs: 0,
      cooldownMs: 0,
      timeoutMs: 10_000,
      expected: 30,
      peak: 50,
      ...load,
    },
    objectives: {},
    policy: {
      killRisk: 0.01,
      confidence: 0.95,
      recordings: 3,
      confirmations: 3,
      overload: 1.2,
      maxRuns: 12,
      step: { minBytes: 4 * 2 ** 20, fraction: 0.02 },
      request: 'limit',
    },
    sampling: { hz: 20 },
    seed: 1,
    gate: {},
  };
}

export const loadVariant = (part: Partial<Variant> = {}): Variant => ({
  index: 1,
  purpose: 'record',
  limitBytes: 2 ** 28,
  seed: 7,
  load: 'ladder',
  loadFactor: 1,
  stopAtFirstKill: false,
  ...part,
});
