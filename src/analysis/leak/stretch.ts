import type { PhaseFacts, RecordingFacts } from '../facts/facts.ts';
import { spanOf } from '../phases.ts';

/** Memory during one level after its settle time. `work` counts iterations since the first level began. */
export interface Segment {
  readonly t: Float64Array;
  readonly hard: Float64Array;
  readonly rate: number;
  /** Work at time 0 of the event clock, extrapolated with this segment's rate. */
  readonly workOffset: number;
}

export interface Stretch {
  readonly kind: 'constant' | 'stitched';
  readonly segments: readonly Segment[];
  /** All levels, settle times included. */
  readonly totalMs: number;
  readonly totalWork: number;
}

/** One level of at least this share of all load time is a stretch of constant load by itself. */
const constantShare = 0.6;
/** Warm-up is over after the first third (memory.md 4.2). */
const droppedShare = 1 / 3;
/** What the dropping leaves of a level is used if it is at least this share of it. */
const usefulShare = 0.4;

interface Level {
  readonly phase: PhaseFacts;
  readonly startMs: number;
  readonly settledMs: number;
  readonly endMs: number;
  readonly rate: number;
  readonly workBefore: number;
}

function levelsOf(facts: RecordingFacts): Level[] {
  let work = 0;
  return facts.phases
    .filter((phase) => phase.start.phaseKind === 'level')
    .map((phase) => {
      const span = spanOf(facts, phase);
      const rate = phase.start.offeredRate ?? 1;
      const level = { phase, ...span, rate, workBefore: work };
      work += (rate * (span.endMs - span.startMs)) / 1000;
      return level;
    });
}

/** The parts of the load that can show a leak, first third left out; undefined without any load. */
export function stretchOf(facts: RecordingFacts): Stretch | undefined {
  const levels = levelsOf(facts);
  const first = levels[0];
  const last = levels.at(-1);
  if (!first || !last) return undefined;
  const lengthOf = (level: Level) => level.endMs - level.startMs;
  const totalMs = levels.reduce((sum, level) => sum + lengthOf(level), 0);
  const longest = levels.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a));
  const constant = lengthOf(longest) >= constantShare * totalMs;
  const used = constant ? [longest] : levels;
  const fromMs = constant
    ? longest.settledMs + (longest.endMs - longest.settledMs) * droppedShare
    : first.startMs + (last.endMs - first.startMs) * droppedShare;
  return {
    kind: constant ? 'constant' : 'stitched',
    segments: used.flatMap((level) => segmentOf(facts, level, fromMs, constant)),
    totalMs,
    totalWork: last.workBefore + (last.rate * lengthOf(last)) / 1000,
  };
}

function segmentOf(facts: RecordingFacts, level: Level, fromMs: number, constant: boolean): Segment[] {
  const startMs = Math.max(level.settledMs, fromMs);
  const useful = constant || level.endMs - startMs >= usefulShare * (level.endMs - level.settledMs);
  const { t, hard } = facts.main.memory.window(startMs, level.endMs);
  if (!useful || t.length === 0) return [];
  return [{ t, hard, rate: level.rate, workOffset: level.workBefore - (level.rate * level.startMs) / 1000 }];
}
