import { sizingRules } from './registry.ts';
import type { Advice, RuleFacts, Sample, SizingRule } from './rule.ts';
import { phasesOf, sampleAs } from './sample-as.ts';
import { lengthMs, type Trace } from './trace.ts';

/** `test`: the recordings and nothing else. `repeated`: as if the same had gone on for as long as the rule looks back, which is what production would have to look like. */
export type History = 'test' | 'repeated';

export interface Spread {
  readonly lowestBytes: number;
  readonly highestBytes: number;
}

export interface Advised {
  readonly rule: SizingRule;
  readonly history: History;
  /** The middle one of the phases, lowest first, refusals lowest of all. */
  readonly advice: Advice;
  /** Lowest and highest value over the phases that gave one; null where none did. */
  readonly spread: { readonly request: Spread | null; readonly limit: Spread | null };
}

const height = (advice: Advice): number => advice.limitBytes ?? advice.requestBytes ?? -1;

function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : { lowestBytes: Math.min(...known), highestBytes: Math.max(...known) };
}

function overPhases(rule: SizingRule, history: History, facts: RuleFacts, readings: readonly (readonly Sample[])[]): Advised {
  const all = readings.map((samples) => rule.advise(samples, facts)).sort((a, b) => height(a) - height(b));
  const spread = { request: spreadOf(all.map(({ requestBytes }) => requestBytes)), limit: spreadOf(all.map(({ limitBytes }) => limitBytes)) };
  return { rule, history, advice: all[Math.floor(all.length / 2)] as Advice, spread };
}

/** Reads the trace once for all rules that look at it in the same way, and no more often than it was kept: the same value again says nothing. */
function reader(trace: Trace): (everyMs: number, historyMs: number) => readonly (readonly Sample[])[] {
  const read = new Map<string, readonly (readonly Sample[])[]>();
  return (wantedMs, historyMs) => {
    const everyMs = Math.max(wantedMs, trace.periodMs);
    const key = `${everyMs} ${historyMs}`;
    const known = read.get(key) ?? phasesOf(everyMs, trace).map((phaseMs) => sampleAs(trace, { everyMs, phaseMs, historyMs }));
    read.set(key, known);
    return known;
  };
}

/** What every rule would have said, from the test alone and, for those that look back, from the test repeated. A test that is long enough itself is not repeated. */
export function adviseAll(trace: Trace, facts: RuleFacts): Advised[] {
  const readings = reader(trace);
  const testMs = lengthMs(trace);
  return sizingRules
    .filter((rule) => !rule.afterKillOnly || facts.kill !== null)
    .flatMap((rule) => {
      const own = overPhases(rule, 'test', facts, readings(rule.everyMs, testMs));
      if (rule.lookBackMs === null || rule.lookBackMs <= testMs) return [own];
      return [own, overPhases(rule, 'repeated', facts, readings(rule.everyMs, rule.lookBackMs))];
    });
}
