/** What a threshold follows from. Fractions are of the load that one pod can carry. */
export interface ThresholdInput {
  /** Load that one pod may reach, as a fraction of what it can carry. */
  readonly highest: number;
  readonly tolerance: number;
  /** Growth of the load per second, of what it was when the ramp began. */
  readonly growthPerSecond: number;
  /** From the moment at which the load passes what the controller tolerates to the moment at which a new pod takes its share. */
  readonly lagSeconds: number;
}

/**
 * The highest target, as a fraction of what one pod can carry, at which a ramp never asks more than `highest` of a pod. The controller does
 * nothing before u = T x (1 + tolerance), where a ramp may begin at its worst; from there the load grows for the lag, to
 * T x (1 + tolerance) x (1 + growth x lag). A ramp that begins at u = T reaches T x ((1 + tolerance) + growth x lag), which is less.
 * Source: memory ground truth, section 6; checked against the controller's own rules over a grid in scripts/evidence/hpa-grid.ts.
 */
export function thresholdOf({ highest, tolerance, growthPerSecond, lagSeconds }: ThresholdInput): number {
  return highest / ((1 + tolerance) * (1 + growthPerSecond * lagSeconds));
}

/** The same solved for the steepest ramp that a threshold survives, per second; negative where it survives none. */
export function steepestGrowth(threshold: number, { highest, tolerance, lagSeconds }: Omit<ThresholdInput, 'growthPerSecond'>): number {
  return (highest / (threshold * (1 + tolerance)) - 1) / lagSeconds;
}
