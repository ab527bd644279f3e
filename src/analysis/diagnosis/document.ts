import { z } from 'zod';

/** What memory can be lost to. `limit-too-low`: the limit lies below what the workload holds without any load. */
export const causes = [
  'node-pressure',
  'not-memory',
  'runtime-heap-cap',
  'sidecar',
  'startup-peak',
  'limit-too-low',
  'tmpfs',
  'leak',
  'child-outgrew',
  'starvation',
  'page-cache',
  'heap-follows-limit',
  'spike',
  'filling',
  'load',
  'payload-size',
  'held-when-idle',
  'unknown',
] as const;

const action = z.strictObject({
  urgency: z.enum(['now', 'today', 'for good']),
  text: z.string(),
  /** To be typed as it stands, but for words in capitals. */
  command: z.string().nullable(),
  /** What the command sets the memory limit to: an estimate from the peaks of the loose-limit runs. A recommended limit takes its place. */
  setsLimitBytes: z.number().optional(),
});

/** One thing that went wrong or stands out, and why. */
export const diagnosisSchema = z.strictObject({
  /** `peak`: what makes memory as high as it is where no limit binds. */
  what: z.enum(['kill', 'end', 'starved', 'growth', 'peak']),
  subject: z.string(),
  recordings: z.array(z.string()),
  limitBytes: z.number().nullable(),
  cause: z.enum(causes),
  confidence: z.enum(['certain', 'probable', 'possible']),
  /** The root cause in one sentence. */
  sentence: z.string(),
  lookFirst: z.string(),
  actions: z.array(action),
  /** What else fits, and what would tell it apart; empty where nothing does. */
  tellApart: z.string(),
  rejected: z.array(z.strictObject({ cause: z.enum(causes), why: z.string() })),
});

export type Cause = (typeof causes)[number];
export type Diagnosis = z.infer<typeof diagnosisSchema>;
export type Action = Diagnosis['actions'][number];
