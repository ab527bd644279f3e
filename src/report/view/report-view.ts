import type { Chart } from './chart-view.ts';

/** How a statement should look. Never the only carrier of its meaning: the words say it too. */
export type Tone = 'good' | 'bad' | 'warn' | 'neutral';

/** `more`: further lines of the same cell, such as pieces of evidence. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  readonly more?: readonly string[];
}

export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
  /** Holds sentences: on a narrow screen it scrolls rather than break into single words. */
  readonly wide?: boolean;
}

/** `leftOut` says what was cut off to keep the report readable, and where it can be found. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Anchors of the rows, where other parts of the report lead to them. */
  readonly rowIds?: readonly string[];
  readonly leftOut?: string;
}

/** Where the evidence for a claim stands in this report. */
export interface ViewLink {
  readonly label: string;
  readonly target: string;
}

export interface Note {
  readonly tone: Tone;
  readonly label: string;
  readonly text: string;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** `detail` sections may be folded by a format that has little room. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly weight: 'main' | 'detail';
  readonly paragraphs: readonly string[];
  readonly notes: readonly Note[];
  readonly charts: readonly Chart[];
  readonly tables: readonly Table[];
  readonly links?: readonly ViewLink[];
}

/** Whether the limit that stands in the manifest is safe: the first thing that every format says. */
export interface Answer {
  readonly question: string;
  readonly word: string;
  readonly tone: Tone;
  readonly sentences: readonly string[];
  readonly links?: readonly ViewLink[];
}

/** What to set and how sure that is. */
export interface Verdict {
  readonly word: string;
  readonly tone: Tone;
  readonly headline: string;
  readonly sentences: readonly string[];
  readonly facts: readonly Fact[];
  /** Lines for the manifest; empty where nothing is recommended. */
  readonly snippet: string;
  readonly links?: readonly ViewLink[];
}

/** Everything that a report says, in the order in which it is said. Formats lay it out and add nothing. */
export interface ReportView {
  readonly scenario: string;
  readonly runId: string;
  readonly answer: Answer;
  readonly verdict: Verdict;
  readonly sections: readonly Section[];
  /** Names that texts mention, and the anchor that is about each. */
  readonly targets: Readonly<Record<string, string>>;
}
