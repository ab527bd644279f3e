import { join } from 'node:path';
import type { RecordingEvent } from '../../recording/events.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import { readRecording } from '../../recording/reader.ts';
import type { Bucket } from './bucket-series.ts';
import { SeriesCollector } from './series-collector.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason: string;
}

export interface PhaseSpan {
  readonly phase: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly offeredRate: number | null;
}

export interface Watermark {
  readonly phase: string;
  readonly bytes: number;
  readonly sinceReset: boolean;
}

/** All cgroups that one container had in a recording, in one line of time. */
export interface ContainerSeries {
  readonly container: string;
  readonly cgroupVersion: 1 | 2;
  readonly limitBytes: number | null;
  readonly peakBytes: number;
  readonly buckets: readonly Bucket[];
  readonly watermarks: readonly Watermark[];
}

/** What the pictures of one recording need, thinned to their resolution. Times are milliseconds of the recording's clock. */
export interface RecordingSeries {
  readonly recording: string;
  readonly manifest: RecordingManifest;
  readonly fromMs: number;
  readonly toMs: number;
  readonly containers: readonly ContainerSeries[];
  readonly phases: readonly PhaseSpan[];
  readonly gaps: readonly Span[];
  readonly load: readonly { readonly fromMs: number; readonly toMs: number; readonly perSecond: number }[];
}

/** Where a recording of a run lies: documents name it by its folder. */
export function recordingDir(runDir: string, recording: string): string {
  return recording.includes('/') ? join(runDir, recording) : join(runDir, 'recordings', recording);
}

/** Reads a recording once, in constant memory. Throws `recording-unreadable` as the reader does. */
export function readSeries(runDir: string, recording: string, read: typeof readRecording = readRecording): RecordingSeries {
  const collector = new SeriesCollector();
  const { manifest } = read(recordingDir(runDir, recording), (event: RecordingEvent) => collector.visit(event));
  return { recording, manifest, ...collector.result() };
}
