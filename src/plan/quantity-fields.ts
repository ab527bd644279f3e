import { z } from 'zod';
import { parseDurationMs } from '../shared/duration.ts';
import { parseCpuMillicores, parseMemoryBytes } from '../shared/quantity.ts';

/** A field written as text and read as a number; `expected` says what a person should have written. */
function textField<T>(parse: (text: string) => T | undefined, expected: string) {
  return z.union([z.string(), z.number()]).transform((value, context): T => {
    const parsed = parse(String(value));
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: `'${value}' is not ${expected}` });
    return z.NEVER;
  });
}

/** `1%` or `0.01`, as a fraction of one. */
export function parseFraction(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  if (!match) return undefined;
  const fraction = Number(match[1]) / (match[2] ? 100 : 1);
  return fraction <= 1 ? fraction : undefined;
}

function parseRateOfChange(text: string): number | undefined {
  return text.endsWith('/s') ? parseFraction(text.slice(0, -2)) : undefined;
}

function parseStep(text: string): { minBytes: number; fraction: number } | undefined {
  const both = /^max\(\s*([^,\s]+)\s*,\s*([^,\s]+)\s*\)$/.exec(text);
  const minBytes = parseMemoryBytes(both?.[1] ?? text);
  const fraction = both ? parseFraction(both[2] as string) : 0;
  return minBytes === undefined || fraction === undefined ? undefined : { minBytes, fraction };
}

export const memoryText = textField(parseMemoryBytes, 'a Kubernetes memory quantity, for example 256Mi');
export const cpuText = textField(parseCpuMillicores, 'a Kubernetes CPU quantity, for example 500m');
export const durationText = textField(parseDurationMs, 'a Go duration, for example 12s or 1m30s');
export const percentText = textField(parseFraction, 'a share between 0 and 1, for example 1%');
export const rateOfChangeText = textField(parseRateOfChange, 'a share per second, for example 0.5%/s');
export const stepText = textField(parseStep, 'a step, for example "max(4Mi, 2%)"');
