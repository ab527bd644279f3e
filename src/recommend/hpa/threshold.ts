/** What a threshold follows from. Fractions are of the load that one pod can carry. */
export interface ThresholdInput {
  /** Load that one pod may reach, as a fraction of what it can carry. */
  readonly highest: number;
  readonly tolerance: number;
  /** Growth of the load per second, of what it was when the ramp began. */
  readonly growthPerSecond: number;
  /** From the moment at which the load passes the threshold to the moment at which a new pod takes its share. */
  readonly lagSeconds: number;
}

/**
 * The highest target, as a fraction of what one pod can carry, at which a ramp never asks more than `highest` of a pod: the controller does
 * nothing before u = T x (1 + tolerance), and the load goes on growing for the lag, so T x ((1 + tolerance) + growth x lag) <= highest.
 * Source: memory ground truth, section 6, checked there and in scripts/evidence/hpa-grid.ts against the controller's rules.
 */
export function thresholdOf({ highest, tolerance, growthPerSecond, lagSeconds }: ThresholdInput): number {
  return highest / (1 + tolerance + growthPerSecond * lagSeconds);
}

/** The same solved for the steepest ramp that a threshold survives, per second; negative where it survives none. */
export function steepestGrowth(threshold: number, { highest, tolerance, lagSeconds }: Omit<ThresholdInput, 'growthPerSecond'>): number {
  return (highest / threshold - 1 - tolerance) / lagSeconds;
}
