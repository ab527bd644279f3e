import type { Trace } from './trace.ts';

/** One instant of the working set of one container, as a tool read it. */
export interface Sample {
  readonly tMs: number;
  readonly bytes: number;
}

/** The kill that a tool would have heard of: the main process, at the manifest's limit, so that the pod status said OOMKilled. */
export interface SeenKill {
  readonly limitBytes: number;
  /** A limit without a request stands for both (Kubernetes, "Resource Management for Pods and Containers"). */
  readonly requestBytes: number;
  /** The run that was killed, up to its end. */
  readonly trace: Trace;
}

/** What a tool knows besides its samples. */
export interface RuleFacts {
  readonly containersInPod: number;
  readonly manifest: { readonly requestBytes: number | null; readonly limitBytes: number | null };
  readonly kill: SeenKill | null;
}

/** What a tool would set. `refused`: why it sets nothing. `because`: what its number is made of, as a clause. */
export interface Advice {
  readonly rule: string;
  readonly requestBytes: number | null;
  readonly limitBytes: number | null;
  readonly refused?: string;
  readonly because: string;
}

export interface SizingRule {
  readonly name: string;
  /** How far apart the instants are that it reads, milliseconds. */
  readonly everyMs: number;
  /** How far it looks back, milliseconds; null for a rule that is applied to a test and to nothing else. */
  readonly lookBackMs: number | null;
  /** Says something only after an OOM kill at the manifest's limit. */
  readonly afterKillOnly?: boolean;
  readonly advise: (samples: readonly Sample[], facts: RuleFacts) => Advice;
}

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Highest of the samples, bytes; 0 without any. A loop, because a fortnight of samples is too long for an argument list. */
export function highest(samples: readonly Sample[]): number {
  let peak = 0;
  for (const { bytes } of samples) if (bytes > peak) peak = bytes;
  return peak;
}

export function refuse(rule: string, refused: string): Advice {
  return { rule, requestBytes: null, limitBytes: null, refused, because: refused };
}
