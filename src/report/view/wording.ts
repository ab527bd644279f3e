import { formatDuration } from '../../shared/duration.ts';
import { formatMemory } from '../../shared/quantity.ts';
import type { Cell, Tone } from './report-view.ts';

/** What stands where a number is missing: an empty cell would read as zero or as fine. */
export const unknown = 'not known';

type MaybeNumber = number | null | undefined;

const known = (value: MaybeNumber): value is number => typeof value === 'number' && Number.isFinite(value);

export function memoryText(bytes: MaybeNumber): string {
  return known(bytes) ? formatMemory(bytes) : unknown;
}

/** Bytes rounded to a tenth of a MiB, from 10 GiB on of a GiB, for measured values, where a stray byte is noise. */
export function measuredText(bytes: MaybeNumber): string {
  if (!known(bytes)) return unknown;
  const gibibytes = Math.abs(bytes) >= 10 * 2 ** 30;
  return `${trimmed(bytes / 2 ** (gibibytes ? 30 : 20), 1)}${gibibytes ? 'Gi' : 'Mi'}`;
}

export function rateText(perSecond: MaybeNumber): string {
  return known(perSecond) ? `${trimmed(perSecond, 1)}/s` : unknown;
}

export function percentText(share: MaybeNumber): string {
  if (!known(share)) return unknown;
  const percent = share * 100;
  return `${trimmed(percent, percent !== 0 && Math.abs(percent) < 1 ? 2 : 1)} %`;
}

export function durationText(ms: MaybeNumber): string {
  return known(ms) && ms >= 0 ? formatDuration(ms) : unknown;
}

export function latencyText(ms: MaybeNumber): string {
  return known(ms) ? `${trimmed(ms, ms < 10 ? 1 : 0)} ms` : unknown;
}

/** Place on the clock of a recording. */
export function momentText(ms: MaybeNumber): string {
  return known(ms) ? `${trimmed(ms / 1000, 1)} s` : unknown;
}

export function numberText(value: MaybeNumber, digits = 1): string {
  return known(value) ? trimmed(value, digits) : unknown;
}

export function millicoresText(millicores: MaybeNumber): string {
  return known(millicores) ? `${Math.round(millicores)}m` : unknown;
}

export function hoursText(hours: MaybeNumber): string {
  if (!known(hours)) return unknown;
  if (hours * 60 < 2) return `${trimmed(hours * 3600, 0)} s`;
  if (hours < 2) return `${trimmed(hours * 60, 1)} min`;
  return hours < 48 ? `${trimmed(hours, 1)} h` : `${trimmed(hours / 24, 1)} days`;
}

export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** The documents speak in clauses; on their own they are sentences. */
export function sentence(text: string): string {
  const trimmedText = text.trim();
  if (trimmedText === '') return '';
  return `${trimmedText.charAt(0).toUpperCase()}${trimmedText.slice(1)}${/[.!?]$/.test(trimmedText) ? '' : '.'}`;
}

export function cell(text: string, tone?: Tone, more: readonly string[] = []): Cell {
  return { text, ...(tone === undefined ? {} : { tone }), ...(more.length === 0 ? {} : { more }) };
}

function trimmed(value: number, digits: number): string {
  const rounded = Number(value.toFixed(digits));
  return String(Object.is(rounded, -0) ? 0 : rounded);
}

/** What a container is where it is not one that runs beside the others: nothing for those. */
export function roleWords(role: 'init' | 'sidecar' | 'app' | 'ephemeral' | undefined): string[] {
  if (role === 'init') return ['init container'];
  return role === 'sidecar' ? ['native sidecar'] : [];
}
