/**
 * Defaults of the HPA controller of Kubernetes. Sources: kube-controller-manager flags (`--horizontal-pod-autoscaler-*`,
 * pkg/controller/podautoscaler/config/v1alpha1/defaults.go) and the behaviour that an HPA gets when it states none
 * (pkg/apis/autoscaling/v2/defaults.go).
 */
export const controllerDefaults = {
  syncPeriodMs: 15_000,
  tolerance: 0.1,
  cpuInitializationPeriodMs: 300_000,
  initialReadinessDelayMs: 30_000,
} as const;

export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
  readonly periodMs: number;
}

/** `behavior.scaleUp` or `behavior.scaleDown` of an HPA. */
export interface ScalingRules {
  readonly stabilizationMs: number;
  readonly selectPolicy: 'Max' | 'Min' | 'Disabled';
  readonly policies: readonly ScalingPolicy[];
}

export const defaultScaleUp: ScalingRules = {
  stabilizationMs: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodMs: 15_000 },
    { type: 'Percent', value: 100, periodMs: 15_000 },
  ],
};

export const defaultScaleDown: ScalingRules = {
  stabilizationMs: 300_000,
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodMs: 15_000 }],
};
