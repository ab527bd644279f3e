import { changeReasons } from './change-reasons.ts';
import type { Sized, SizedWorkload, Sizing, SizingTotal } from './document.ts';
import { type SizedRun, sizedOf } from './sized-run.ts';

const bytesPerGiB = 2 ** 30;

/** Price of one GiB of requested memory, for as long as `unit` says. */
export interface Price {
  readonly perGiB: number;
  readonly unit: string;
}

export interface SizingInput {
  /** One run for each scenario. */
  readonly to: readonly SizedRun[];
  /** Undefined for a first report. */
  readonly from: readonly SizedRun[] | undefined;
  readonly leftOut: Sizing['leftOut'];
  readonly price: Price | undefined;
}

const difference = (to: number | null, from: number | null | undefined): number | null =>
  to === null || from === null || from === undefined ? null : to - from;

function workloadOf(to: SizedRun, from: SizedRun | undefined): SizedWorkload {
  const [now, before] = [sizedOf(to), from && sizedOf(from)];
  return {
    scenario: to.recommendation.scenario,
    ref: to.plan.workload.ref ?? null,
    container: to.plan.workload.container,
    to: now,
    from: before ?? null,
    limitChangeBytes: difference(now.limitBytes, before?.limitBytes),
    requestChangeBytes: difference(now.requestBytes, before?.requestBytes),
    reasons: from === undefined ? [] : changeReasons(from, to),
    patches: now.limitBytes === null ? null : (to.patches ?? null),
  };
}

function totalOf(sized: readonly Sized[]): SizingTotal {
  const summed = sized.filter(({ podLimitBytes, podRequestBytes }) => (podLimitBytes ?? null) !== null && (podRequestBytes ?? null) !== null);
  const sum = (of: (one: Sized) => number) => summed.reduce((total, one) => total + of(one), 0);
  const both = (of: (one: Sized) => number | null | undefined) => ({
    min: sum((one) => (of(one) ?? 0) * one.replicas.min),
    max: sum((one) => (of(one) ?? 0) * one.replicas.max),
  });
  return {
    workloads: sized.length,
    withoutNumbers: sized.length - summed.length,
    requestBytes: both(({ podRequestBytes }) => podRequestBytes),
    limitBytes: both(({ podLimitBytes }) => podLimitBytes),
    replicas: { min: sum(({ replicas }) => replicas.min), max: sum(({ replicas }) => replicas.max) },
  };
}

/** Two sums compare only where the same workloads are in both. */
function costOf({ perGiB, unit }: Price, to: SizingTotal, from: SizingTotal | null): Sizing['cost'] {
  const cost = (bytes: number) => Number(((bytes / bytesPerGiB) * perGiB).toFixed(2));
  const change = (side: 'min' | 'max') => (from === null ? null : cost(to.requestBytes[side] - from.requestBytes[side]));
  return { perGiB, unit, min: cost(to.requestBytes.min), max: cost(to.requestBytes.max), changeMin: change('min'), changeMax: change('max') };
}

/** The sizes of a release beside those of the last one. The same runs give the same report. */
export function buildSizing({ to, from, leftOut, price }: SizingInput): Sizing {
  const before = new Map((from ?? []).map((run) => [run.recommendation.scenario, run]));
  const workloads = to.map((run) => workloadOf(run, before.get(run.recommendation.scenario))).sort((a, b) => (a.scenario < b.scenario ? -1 : 1));
  const names = new Set(workloads.map(({ scenario }) => scenario));
  const total = { to: totalOf(workloads.map((workload) => workload.to)), from: from === undefined ? null : totalOf(from.map(sizedOf)) };
  return {
    kind: 'SizingReport',
    schemaVersion: 1,
    workloads,
    gone: [...before.keys()].filter((scenario) => !names.has(scenario)).sort(),
    leftOut,
    total,
    cost: price === undefined ? null : costOf(price, total.to, total.from),
  };
}
