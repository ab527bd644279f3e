/**
 * Every number that the search and the recommendation decide by, with what justifies it. What a plan may set is in the plan.
 */
export const policy = {
  /** p99 above this multiple of the worst loose-limit p99 is harm, and so is what breaks an objective by this much more than the loose-limit runs broke it. The definition of harm; half again is past the run-to-run spread of a p99 from one level. */
  worseFactor: 1.5,
  /** A p99 that rose by less than this is no harm however large the ratio: the p99 of a short level is its slowest request or two, and on a busy machine that one waits for a few time slices. Measured on two cores: 20 requests a second to an unharmed server, p99 of 2 to 21 ms from run to run. */
  p99NoiseMs: 25,
  /** Nor is one that rose by less than this share of the p99 that the plan allows: who allows a second has said that a tenth of it does not matter. */
  p99NoticeShare: 0.1,
  /** Readiness that comes later by less than this is no harm however large the ratio: nothing that watches a pod looks more often. Default period of a Kubernetes probe (`periodSeconds`). */
  readyNoticeMs: 10_000,
  /** More requests lost than this share fails a limit at the first time. Harm is asked for twice because a busy machine makes single requests late; it does not lose every tenth. */
  grossErrorShare: 0.1,
  /** Share of failed requests that counts as broken where the plan states no `objectives.errorRate`: a p99 hides exactly one request in a hundred, so more failures than that would be seen by nothing else. */
  errorRateMaxUnstated: 0.01,
  /** Iterations that came to an end may be fewer by this share, and by `unfinishedNoise` of them: those that cross the edge of a level are a few of many. A tenth of a short level was seen to come and go with its edges. */
  unfinishedShare: 0.2,
  unfinishedNoise: 2,
  /** From this share of all cores on the machine counts as full: what is late then waited for a core. Beyond the 80 % up to which sampling is punctual (design, section 8). */
  fullMachineShare: 0.9,
  /** Strangers disturb a run when they take this much more of the machine than in the calmest loose-limit run: less than a third of a core of two. */
  disturbedShare: 0.15,
  /** A harmed run that strangers disturbed is made again this many times before it counts: a machine that is never quiet must not stop the search. */
  disturbedAttempts: 2,

  /** Harm counts after failing this many times at one limit. The definition of harm. */
  harmedRunsThatCount: 2,
  /** Refaults this many times the loose-limit runs' worst, and at least `starvedRefaultsPerSecond`, next to lost latency, are named as starvation. Constant refaults with flat latency are a streaming cache (memory ground truth, section 3: 0 to 153600 refaults without harm). */
  starvedRefaultFactor: 10,
  starvedRefaultsPerSecond: 100,

  /** File charge at readiness that differs by more from the other runs discards the run. Design, section 6 step 1. */
  fileChargeTolerance: 0.1,
  /** ... and by more than this: charges are batched at 256 KiB per CPU, so small differences are noise on a few cores (memory ground truth, section 1.1). */
  fileChargeNoiseBytes: 2 ** 20,
  /** The startup of a run counts as bound by its limit when its watermark came this near to it: then less cache is the limit's doing, not a warm cache's. Same batching. */
  boundStartupBytes: 2 ** 20,

  /** The loose limit is this many times the manifest's own, where the machine has half of its memory for it. Design, section 2. */
  looseFactor: 4,
  /** The load curve is not believed further than this many times the highest load that was driven (memory ground truth, section 4.3). */
  extrapolation: 1.3,
  /** A limit that fails at the upper end is raised by a quarter. Design, section 6 step 3. */
  raiseFactor: 1.25,
  /** Where the hard part was not needed as a whole, the first limit below it is lower by this share of it. A peak alone often holds less than the whole profile did, so it passes there by little; halving then left half of the limit unsearched. Over 270 simulated rigid workloads whose peak level holds 7 % less than the profile, with the default of 12 runs, the median limit came from 1.22 down to 1.12 times the need; of kinds that live on half, a few hundredths dearer at most. */
  firstDescent: 0.25,
  /** A limit that failed its confirmation goes up by this many margins or steps, the larger, and by twice as much at each further failure: what the levels before the peak leave behind was measured by nothing, and a step that is too small costs runs of the whole ladder. */
  firstWidening: 4,
  /** Peak and need agree, so memory is rigid, within this share of the peak (or one step). Measured spread of the watermark over five runs of one server: 0.7 to 14 %, so a tenth is about what repetition alone does (memory ground truth, section 3). */
  rigidAgreement: 0.1,

  /** Attempts at one planned run before the search gives up: an environment that fails three times in a row fails always. */
  attempts: 3,
  /** Interruptions are a person's choice and cost nothing but time, so they are repeated far more often, yet not for ever. */
  interruptedAttempts: 20,

  /** Readiness of an unseen workload, for estimates only; runs that exist replace it. */
  startupGuessMs: 3000,
  /** k6 start, cold cache, clean-up around the phases of one run, for estimates only. */
  overheadGuessMs: 2000,

  /** A leaking service is restarted after half of the time to its kill: a restart may come late by as much again, and the slope is an estimate. */
  restartSafety: 0.5,
  /** A limit that lasts this long between restarts is enough until the leak is fixed: once a day is what a cron job can do. More memory would only be paid for. */
  restartHours: 24,
  /** Share of throttled periods above which the CPU limit is said to shape the memory that was measured: queues grow while a process is stopped. One period in a hundred is the tail that a p99 shows. */
  throttledShareWorthSaying: 0.01,
  /** Confidence of the printed bound 1 - 0.05^(1/n) on the share of runs killed. Design, section 2. */
  boundAlpha: 0.05,
  /** Below this many peaks the tolerance factor falls steeply with each run (n=3 7.66, 5 4.20, 10 2.91), so the report says that few runs are behind the margin (memory ground truth, section 4.3). */
  fewPeaks: 5,
  /** Above this share of the host's CPU the sampling budget no longer holds (design, section 8). */
  busyHostShare: 0.8,
} as const;
