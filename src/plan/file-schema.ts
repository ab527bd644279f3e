import { z } from 'zod';
import { dockerFileSchema } from './docker-fields.ts';
import { cpuText, durationText, memoryText, percentText, rateOfChangeText, stepText } from './quantity-fields.ts';
import { targetFileSchema } from './target-settings.ts';

const local = z.strictObject({
  command: z.array(z.string()).min(1),
  env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).optional(),
  url: z.string(),
  ready: z.string().startsWith('/').optional(),
  readyTimeout: durationText.optional(),
  singleProcessOOMKill: z.boolean().optional(),
  files: z.array(z.string()).optional(),
});

const workload = z.strictObject({
  manifests: z.array(z.string()).optional(),
  ref: z
    .string()
    .regex(/^(Deployment|StatefulSet|DaemonSet|Pod)\/[a-z0-9.-]+$/, 'expected Kind/name, for example Deployment/checkout')
    .optional(),
  container: z.string().optional(),
  url: z.string().optional(),
  limit: memoryText.optional(),
  request: memoryText.optional(),
  cpu: cpuText.optional(),
  build: z.array(z.string()).min(1).optional(),
  local: local.optional(),
  docker: dockerFileSchema.optional(),
});

const load = z.strictObject({
  script: z.string(),
  profile: z.enum(['ladder', 'surge', 'soak', 'spike', 'script']).optional(),
  levels: z.array(z.number().positive()).min(1).optional(),
  hold: durationText.optional(),
  settle: durationText.optional(),
  idle: durationText.optional(),
  drain: durationText.optional(),
  cooldown: durationText.optional(),
  timeout: durationText.optional(),
  expected: z.number().positive().optional(),
  peak: z.number().positive().optional(),
});

const traffic = z.strictObject({
  idle: z.number().nonnegative(),
  expected: z.number().positive(),
  peak: z.number().positive(),
  growth: rateOfChangeText.optional(),
  failover: z.int().nonnegative().optional(),
});

const policy = z.strictObject({
  killRisk: percentText.optional(),
  confidence: percentText.optional(),
  recordings: z.int().positive().optional(),
  confirmations: z.int().positive().optional(),
  overload: z.number().gte(1).optional(),
  maxRuns: z.int().positive().optional(),
  step: stepText.optional(),
  request: z.enum(['limit', 'expected']).optional(),
  heapSnapshots: z.boolean().optional(),
});

/** `scenarios/<name>/plan.yaml` as a person writes it (DESIGN section 5). Text quantities become numbers. */
export const planFileSchema = z.strictObject({
  $schema: z.string().optional(),
  apiVersion: z.literal('highwater/v1'),
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'expected lower-case letters, digits and dashes'),
  target: targetFileSchema.optional(),
  workload,
  load,
  traffic: traffic.optional(),
  objectives: z
    .strictObject({
      errorRate: z.strictObject({ max: percentText }).optional(),
      p99: z.strictObject({ max: durationText }).optional(),
      stall: z.strictObject({ max: percentText }).optional(),
    })
    .optional(),
  policy: policy.optional(),
  sampling: z.strictObject({ hz: z.number().min(10).max(100).optional() }).optional(),
  seed: z.int().nonnegative().optional(),
  gate: z.record(z.string(), z.unknown()).optional(),
});

export type PlanFile = z.infer<typeof planFileSchema>;
