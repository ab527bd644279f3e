import type { Analysis, LoadCurve } from '../../../analysis/document.ts';
import type { LoadChart } from '../chart-view.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Note, Section, Table } from '../report-view.ts';
import { cell, measuredText, memoryText, numberText, sentence } from '../wording.ts';

/** Memory that cannot be reclaimed at each load, and the line through it. */
export function memoryAgainstLoadSection({ analysis, recommendation }: JudgedDocuments): Section {
  const section = { id: 'memory-against-load', title: 'Memory against load', weight: 'main', notes: leakNotes(analysis) } as const;
  const curve = analysis.loadCurve;
  const points = curve?.points.filter(({ load, bytes }) => Number.isFinite(load) && Number.isFinite(bytes)) ?? [];
  if (curve === null || points.length === 0) return { ...section, paragraphs: [whyNone(analysis)], charts: [], tables: [] };
  const paragraphs = [fitSentence(curve), kneeSentence(curve), analysis.leak.verdict === 'leak' ? '' : freshSentence(curve), sentence(curve.why)].filter(
    (text) => text !== '',
  );
  const tables = recommendation.loads ? [limitTable(recommendation.loads), loadTable(recommendation.loads)] : [];
  return { ...section, paragraphs, charts: [loadChart(curve, points)], tables };
}

/** Levels that come later hold more, whatever their load is. */
function leakNotes({ leak }: Analysis): Note[] {
  if (leak.verdict !== 'leak') return [];
  return [
    {
      tone: 'warn',
      label: 'It leaks',
      text: 'The line holds what had leaked by each level: it says nothing about a pod that has just started, or has run for longer.',
    },
  ];
}

function whyNone(analysis: Analysis): string {
  const levels = analysis.recordings.some(({ phases }) => phases.some(({ phaseKind }) => phaseKind === 'level'));
  return levels ? 'No line could be fitted through memory and load.' : 'No load level was measured, so nothing can be said about memory against load.';
}

function fitSentence(curve: LoadCurve): string {
  const per = curve.unit === 'iterations/s' ? 'per iteration/s' : 'per concurrent iteration';
  const slope = `${signedSmall(curve.bytesPerUnit)} ${per}`;
  if (curve.interval === null) return `About ${measuredText(curve.baseBytes)} plus ${slope}. There are too few recordings or levels for an interval.`;
  const [low, high] = curve.interval.bytesPerUnit;
  const [baseLow, baseHigh] = curve.interval.baseBytes;
  return `${measuredText(curve.baseBytes)} (${measuredText(baseLow)} to ${measuredText(baseHigh)}) plus ${slope} (${signedSmall(low)} to ${signedSmall(high)}), 95 % intervals.`;
}

function kneeSentence({ knee, unit }: LoadCurve): string {
  if (!knee) return '';
  return `Above ${numberText(knee.load)} ${unit} each further one adds ${signedSmall(knee.bytesPerUnitAbove)} instead of ${signedSmall(knee.bytesPerUnitBelow)}.`;
}

/** Less than this is noise of the levels. */
const notableBytes = 8 * 2 ** 20;

function freshSentence({ fresh }: LoadCurve): string {
  if (!fresh || fresh.heldOverBytes < notableBytes) return '';
  return `Memory is given back late: levels that came after a higher one held ${measuredText(fresh.heldOverBytes)} more than the others. A pod that has never seen more load needs ${signedSmall(fresh.bytesPerUnit)} for each further one.`;
}

type Loads = NonNullable<JudgedDocuments['recommendation']['loads']>;

function limitTable({ unit, atLimit, anchor }: Loads): Table {
  return {
    caption: `Limit, and the largest load that is safe under it${anchor.verified ? '' : ' (estimates: no limit is verified)'}`,
    columns: [{ title: 'Limit', numeric: true }, { title: 'What it is' }, { title: `Largest safe load, ${unit}`, numeric: true }, { title: 'How known' }],
    rows: atLimit.map(({ limitBytes, what, load, why }) => [
      cell(memoryText(limitBytes)),
      cell(what),
      cell(load === null ? 'not known' : numberText(load)),
      cell(sentence(why)),
    ]),
  };
}

function loadTable({ unit, forLoad, anchor }: Loads): Table {
  return {
    caption: `Load, and the limit that it needs${anchor.verified ? '' : ' (estimates: no limit is verified)'}`,
    columns: [{ title: unit, numeric: true }, { title: 'What it is' }, { title: 'Limit', numeric: true }, { title: 'How known' }],
    rows: forLoad.map(({ load, what, limitBytes, why }) => [cell(numberText(load)), cell(what), cell(memoryText(limitBytes)), cell(sentence(why))]),
  };
}

/** A slope may be a few KiB: tenths of a MiB would print it as zero. */
function signedSmall(bytes: number): string {
  return Math.abs(bytes) < 2 ** 20 ? `${numberText(bytes / 1024)}Ki` : measuredText(bytes);
}

function loadChart(curve: LoadCurve, points: LoadCurve['points']): LoadChart {
  const loadTop = Math.max(...points.map(({ load }) => load), 1e-9);
  const at = (load: number) => curve.baseBytes + curve.bytesPerUnit * load;
  const drawable = Number.isFinite(at(0)) && Number.isFinite(at(loadTop));
  const byLoad = points.toSorted((a, b) => a.load - b.load);
  return {
    kind: 'load',
    id: 'memory-against-load',
    title: 'Memory that cannot be reclaimed against load',
    description: `${points.length} measured levels, from ${numberText(byLoad[0]?.load)} to ${numberText(loadTop)} ${curve.unit}. ${fitSentence(curve)}`,
    table: pointTable(curve, byLoad),
    unit: curve.unit,
    loadTop,
    topBytes: Math.max(...points.map(({ bytes }) => bytes), drawable ? Math.max(at(0), at(loadTop)) : 0),
    points: points.map(({ load, bytes, recording, phase }) => ({
      load,
      bytes,
      hint: `${recording}, ${phase}: ${numberText(load)} ${curve.unit}, ${measuredText(bytes)}`,
    })),
    fit: drawable ? [[0, at(0)] as const, [loadTop, at(loadTop)] as const] : [],
    band: drawable ? slopeBand(curve, points, loadTop) : [],
    spark: byLoad.map(({ bytes }) => bytes),
  };
}

/** The two slopes of the interval through the middle of the points: base and slope vary against each other, so their corners would be far too wide. */
function slopeBand(curve: LoadCurve, points: LoadCurve['points'], loadTop: number): LoadChart['band'] {
  if (curve.interval === null) return [];
  const middle = points.reduce((total, { load }) => total + load, 0) / points.length;
  const centre = curve.baseBytes + curve.bytesPerUnit * middle;
  return [0, middle, loadTop].map((load) => {
    const ends = (curve.interval?.bytesPerUnit ?? []).map((slope) => centre + slope * (load - middle));
    return { load, lowBytes: Math.max(0, Math.min(...ends)), highBytes: Math.max(...ends) };
  });
}

function pointTable(curve: LoadCurve, points: LoadCurve['points']): Table {
  return {
    caption: 'Measured points',
    columns: [{ title: curve.unit, numeric: true }, { title: 'Memory', numeric: true }, { title: 'Recording' }, { title: 'Phase' }],
    rows: points.map(({ load, bytes, recording, phase }) => [cell(numberText(load)), cell(measuredText(bytes)), cell(recording), cell(phase)]),
  };
}
