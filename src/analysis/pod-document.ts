import { z } from 'zod';

/** Peak memory of a stretch, by source, bytes. Null where the source was not there. */
export const peakBytes = z.strictObject({ watermark: z.number().nullable(), sampled: z.number().nullable(), hardPart: z.number().nullable() });

/** Fields after `peakBytes` stand in a cluster only: they are of the pod's spec, and `limitBytes` is too. */
export const containerSchema = z.strictObject({
  name: z.string(),
  limitBytes: z.number().nullable(),
  peakBytes,
  role: z.enum(['init', 'sidecar', 'app', 'ephemeral']).optional(),
  requestBytes: z.number().nullable().optional(),
  requestMillicores: z.number().nullable().optional(),
  limitMillicores: z.number().nullable().optional(),
  /** Its own limit was never hit, so that it did not cut the peak. */
  uncensored: z.boolean().optional(),
});

export const podSchema = z.strictObject({
  name: z.string(),
  node: z.string().nullable(),
  qosClass: z.enum(['Guaranteed', 'Burstable', 'BestEffort']).nullable(),
  /** Of the pod's cgroup; null where a container without a limit leaves the pod without one. */
  limitBytes: z.number().nullable(),
  peakBytes,
});

export const disturbanceSchema = z.strictObject({
  tMs: z.number(),
  cause: z.enum(['memory-pressure', 'node-not-ready', 'evicted', 'node-oom', 'preempted', 'deleted']),
  text: z.string(),
});
