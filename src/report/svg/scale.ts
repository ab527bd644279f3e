import { MiB } from '../../shared/quantity.ts';

/** Place of a value on an axis of the picture, pixels. */
export type Scale = (value: number) => number;

export function linearScale(from: number, to: number, start: number, end: number): Scale {
  const span = to - from || 1;
  return (value) => start + ((value - from) / span) * (end - start);
}

/** Coordinates to a tenth of a pixel: more would only make the file larger. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Round marks from zero to at least `top`, about `wanted` of them. Memory steps are powers of two of a MiB, as people write limits. */
export function memoryTicks(top: number, wanted = 5): number[] {
  let step = MiB / 16;
  while (top / step > wanted) step *= 2;
  return ticksOf(top, step);
}

export function decimalTicks(top: number, wanted = 6): number[] {
  const rough = Math.max(top, 1e-9) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 10 * power;
  return ticksOf(top, step);
}

/** Marks on a clock in seconds: 1, 2, 5, 10, 30 s, minutes, hours. */
export function timeTicks(spanMs: number, wanted = 8): number[] {
  const steps = [100, 200, 500, 1e3, 2e3, 5e3, 10e3, 20e3, 30e3, 60e3, 120e3, 300e3, 600e3, 1800e3, 3600e3, 7200e3, 14_400e3, 43_200e3, 86_400e3];
  const step = steps.find((candidate) => spanMs / candidate <= wanted) ?? spanMs / wanted;
  return ticksOf(spanMs, step).filter((tick) => tick <= spanMs);
}

function ticksOf(top: number, step: number): number[] {
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, index) => index * step);
}
