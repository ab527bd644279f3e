import { parseFraction } from '../../plan/quantity-fields.ts';
import { formatDuration, parseDurationMs } from '../../shared/duration.ts';
import { formatMemory, parseMemoryBytes } from '../../shared/quantity.ts';
import type { Unit } from '../document.ts';

interface UnitWords {
  readonly parse: (text: string) => number | undefined;
  readonly format: (value: number) => string;
  readonly expected: string;
}

const rounded = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
const signed = (value: number, format: (size: number) => string): string => (value < 0 ? `-${format(-value)}` : format(value));

export const percentText = (share: number): string => `${rounded(share * 100, Math.abs(share) < 0.01 ? 2 : 1)} %`;

/** Zero has no unit; bytes may fall as well as rise, as headroom does. */
function parseBytes(text: string): number | undefined {
  if (text === '0') return 0;
  const negative = text.startsWith('-');
  const bytes = parseMemoryBytes(negative ? text.slice(1) : text);
  return bytes === undefined ? undefined : negative ? -bytes : bytes;
}

const bareNumber = (text: string): number | undefined => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);
const memory = (value: number): string => signed(value, (size) => formatMemory(Number.isInteger(size) ? size : Math.round(size)));

const byUnit: Readonly<Record<Unit, UnitWords>> = {
  bytes: { parse: parseBytes, format: memory, expected: 'a memory quantity, for example 420Mi' },
  'bytes/h': { parse: parseBytes, format: (value) => `${memory(value)}/h`, expected: 'a memory quantity for each hour, for example 10Mi' },
  ms: {
    parse: (text) => parseDurationMs(text) ?? bareNumber(text),
    format: (value) => signed(value, (size) => (size < 10_000 ? `${rounded(size, size < 10 ? 1 : 0)} ms` : formatDuration(size))),
    expected: 'a duration, for example 300ms',
  },
  share: { parse: parseFraction, format: percentText, expected: 'a share between 0 and 1, for example 1%' },
  count: { parse: bareNumber, format: (value) => rounded(value, 2), expected: 'a number' },
};

export const parseIn = (unit: Unit, value: unknown): number | undefined =>
  typeof value === 'string' || typeof value === 'number' ? byUnit[unit].parse(String(value)) : undefined;

/** A value for people, in its unit. */
export const formatIn = (unit: Unit, value: number): string => byUnit[unit].format(value);

export const expectedIn = (unit: Unit): string => byUnit[unit].expected;
