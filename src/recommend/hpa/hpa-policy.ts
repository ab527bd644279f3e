/** Every number that the advice on an HPA decides by, with what justifies it. */
export const hpaPolicy = {
  /** From a change of usage to the moment at which the controller can read it: a kubelet looks every 10 s, metrics-server asks it every 15 s and serves the mean over that time (memory ground truth, sections 1.5 and 6). */
  metricAgeMs: 30_000,
  /** The CPU value is the mean between two readings of metrics-server. Its manifests say 15 s (kubernetes-sigs/metrics-server, components.yaml, --metric-resolution). */
  metricWindowMs: 15_000,
  /** What a cluster adds to a start that was measured outside of one: 5 s to place and start a pod whose image is there (Kubernetes scalability SLO for pod startup), 10 s until a readiness probe of the default period looks. */
  placementMs: 15_000,
  /** A pod may be asked for all that it was seen to carry, and for no more: the limit is verified for that load. */
  highestLoad: 1,
  /** Where the plan states no growth: the load doubles in 200 s. It is named as assumed. */
  assumedGrowthPerSecond: 0.005,
  /** Room above the peak for maxReplicas, the same fifth that the overload run adds: a peak is a forecast (memory ground truth, section 6). */
  peakHeadroom: 1.2,
  /** Below this share of the memory at c, what follows load is too little to scale by (memory ground truth, section 6: 30 to 40 %). The same is asked of CPU. */
  followsLoadShare: 0.4,
  /** Of what memory gained from idle to the peak, this much may still be held at the end of cooldown. More, and the count that a load spike made stays; a tenth of it is what noise of two medians makes in short phases, doubled. */
  keptShare: 0.2,
  /** Whole points by which the replay may lower what the formula gives before it gives up: the grid found it one point too high at most. */
  replayPoints: 5,
  /** Time at the peak and time after it in a replay: three sync periods beyond the 300 s window for scaling down, which the way back takes more than once. */
  holdSeconds: 300,
  backSeconds: 1800,
  /** Points kept of a replay, for a chart. */
  shownPoints: 120,
} as const;
