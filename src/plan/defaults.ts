/** What a plan says where its file is silent. Text, so that `plan --explain` shows it as a person would write it. */
export const planDefaults = {
  target: { use: 'local' },
  workload: { manifests: [], cpu: '1' },
  load: { profile: 'ladder', hold: '12s', settle: '5s', idle: '5s', drain: '2s', cooldown: '10s', timeout: '5s' },
  objectives: {},
  policy: { killRisk: '1%', confidence: '95%', recordings: 3, confirmations: 3, overload: 1.2, maxRuns: 12, step: 'max(4Mi, 2%)', request: 'limit' },
  sampling: { hz: 20 },
  seed: 1,
  gate: {},
} as const;

/** Only where the workload says how to run it on this machine. */
export const localDefaults = { env: {}, readyTimeout: '60s', singleProcessOOMKill: false, files: [] } as const;

/** Only where the workload says how to run it in a container. */
export const dockerDefaults = { env: {}, readyTimeout: '60s', singleProcessOOMKill: false, files: [] } as const;
