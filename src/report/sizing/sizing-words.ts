import { formatMemory } from '../../shared/quantity.ts';
import { hoursText } from '../view/wording.ts';
import type { SizedWorkload, Sizing, SizingTotal } from './document.ts';

export const memoryOrNone = (bytes: number | null): string => (bytes === null ? 'none' : formatMemory(bytes));

export const changeText = (bytes: number | null): string => {
  if (bytes === null) return '';
  if (bytes === 0) return 'as before';
  return `${bytes < 0 ? '-' : '+'}${formatMemory(Math.abs(bytes))}`;
};

const spanText = ({ min, max }: { readonly min: number; readonly max: number }, format: (value: number) => string): string =>
  min === max ? format(min) : `${format(min)} to ${format(max)}`;

/** A pod of several containers needs more than the one that was searched. */
export function podText({ podRequestBytes = null, podLimitBytes = null, beside = [] }: SizedWorkload['to']): string {
  if (beside.length === 0) return 'as its container';
  return `${memoryOrNone(podRequestBytes)} / ${memoryOrNone(podLimitBytes)}, with ${beside.join(', ')}`;
}

/** What a leaking service is given until it is mended; empty for all others. */
export function interimText({ interim = null }: SizedWorkload['to']): string {
  return interim === null ? '' : ` For now: ${formatMemory(interim.limitBytes)}, and restart every ${hoursText(interim.restartEveryHours)}.`;
}

/** Why a limit is another one now: what changed around it, then how the limit itself came about. */
export function whyChanged({ from, to, reasons, limitChangeBytes }: SizedWorkload): string {
  if (from === null) return 'new in this release';
  const kinds = new Set(reasons.map(({ kind }) => kind));
  const around = reasons.map(({ kind, text }) => (kind === 'none' ? text : `${kind}: ${text}`)).join('; ');
  const mixed = kinds.size > 1 ? '; changed together, these cannot be told apart' : '';
  const parts = limitChangeBytes === null || limitChangeBytes === 0 ? '' : partsText(from, to);
  return `${around}${mixed}${parts}`;
}

function partsText(from: NonNullable<SizedWorkload['from']>, to: SizedWorkload['to']): string {
  if (from.needBytes === null || to.needBytes === null || from.marginBytes === null || to.marginBytes === null) return '';
  return `; need ${changeText(to.needBytes - from.needBytes)}, margin ${changeText(to.marginBytes - from.marginBytes)}`;
}

export function totalText(total: SizingTotal): string {
  const replicas = spanText(total.replicas, String);
  const missing =
    total.withoutNumbers > 0
      ? `; ${total.withoutNumbers} of ${total.workloads} workloads without a number ${total.withoutNumbers === 1 ? 'is' : 'are'} not in the sum`
      : '';
  const pods = total.replicas.max === 1 ? 'replica' : 'replicas';
  return `request ${spanText(total.requestBytes, formatMemory)}, limit ${spanText(total.limitBytes, formatMemory)} in ${replicas} ${pods}${missing}`;
}

export function costText({ perGiB, unit, min, max, changeMin, changeMax }: NonNullable<Sizing['cost']>): string {
  const amount = (value: number) => value.toFixed(2);
  const change =
    changeMin === null || changeMax === null
      ? ''
      : `, ${spanText({ min: changeMin, max: changeMax }, (value) => `${value < 0 ? '' : '+'}${amount(value)}`)} since the last release`;
  return `${spanText({ min, max }, amount)} ${unit} for the requested memory, at ${perGiB} ${unit} for a GiB${change}`;
}
