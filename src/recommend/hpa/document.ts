import { z } from 'zod';

const metric = z.strictObject({
  /** `ContainerResource` where the pod has more containers than the sized one (autoscaling/v2, GA in 1.30). */
  type: z.enum(['Resource', 'ContainerResource']),
  resource: z.enum(['cpu', 'memory']),
  /** Whole percent of the recommended request. */
  averageUtilization: z.int().positive(),
  requestPerPod: z.number(),
  why: z.string(),
});

const point = z.strictObject({ second: z.number(), load: z.number(), replicas: z.int(), ready: z.int(), loadPerPod: z.number() });

/** What the HPA controller's own rules would do with a load of the whole service. */
export const hpaReplaySchema = z.strictObject({
  name: z.string(),
  highestLoadPerPod: z.number(),
  /** Time that pods spent above what one can carry. */
  secondsAbove: z.int(),
  mostReplicas: z.int(),
  /** After the load went back to where it began. */
  endReplicas: z.int(),
  /** Whether the highest load per pod would have passed the memory limit by the load curve; null without a curve. */
  passesLimit: z.boolean().nullable(),
  points: z.array(point),
});

/** `hpa` of recommendation.json. */
export const hpaSchema = z.strictObject({
  /** Empty where nothing is recommended; `why` says why. */
  metrics: z.array(metric),
  why: z.string(),
  /** Resources that are no signal to scale by, each with its reason. */
  refused: z.array(z.strictObject({ resource: z.enum(['cpu', 'memory']), why: z.string() })),
  /** Load that one pod can carry, iterations per second. `brokeAt`: the next load tried, at which an objective broke. */
  capacity: z.strictObject({ perPod: z.number(), lowerBound: z.boolean(), brokeAt: z.number().nullable(), why: z.string() }).nullable(),
  threshold: z
    .strictObject({
      /** Of what one pod can carry, by the formula and after failover. */
      fraction: z.number(),
      growthPerSecond: z.number(),
      growthSource: z.enum(['plan', 'assumed']),
      /** The steepest ramp that the target survives. */
      steepestGrowthPerSecond: z.number(),
      lagSeconds: z.number(),
      podReadySeconds: z.number(),
      podReadySource: z.enum(['measured', 'assumed']),
      why: z.string(),
    })
    .nullable(),
  /** Null without `traffic` in the plan. */
  minReplicas: z.int().nullable(),
  maxReplicas: z.int().nullable(),
  replicasWhy: z.string(),
  /** What maxReplicas pods take of the nodes. */
  nodeMemory: z.strictObject({ requestBytes: z.number(), limitBytes: z.number() }).nullable(),
  replays: z.array(hpaReplaySchema),
  /** Other autoscalers of the manifests that this one would work against. */
  conflicts: z.array(z.string()),
  others: z.array(
    z.strictObject({ rule: z.string(), resource: z.enum(['cpu', 'memory']), averageUtilization: z.int(), holds: z.boolean().nullable(), why: z.string() }),
  ),
});

export type Hpa = z.infer<typeof hpaSchema>;
export type HpaMetric = z.infer<typeof metric>;
export type HpaReplay = z.infer<typeof hpaReplaySchema>;
