/**
 * What other programs may rely on: reading recordings and judging them again. Everything that is not in this list may change
 * from one version to the next. Nothing here measures, prints or exits.
 */
export { analyzeRecording } from './analysis/analyze-recording.ts';
export { analyzeRun } from './analysis/analyze-run.ts';
export type { Analysis, Death, Finding, LoadCurve, PhaseAnalysis, Quality, RecordingAnalysis } from './analysis/document.ts';
export { analysisSchema } from './analysis/document.ts';
export type { LeakVerdict } from './analysis/leak/document.ts';
export type { Plan, Variant } from './plan/plan.ts';
export { planSchema } from './plan/plan.ts';
export type { ContainerRecommendation, CurrentLimit, DerivationStep, Interim, Recommendation, Replay } from './recommend/document.ts';
export { recommendationSchema } from './recommend/document.ts';
export type { RecommendInput } from './recommend/recommend.ts';
export { recommend } from './recommend/recommend.ts';
export type { EventOf, RecordingEvent } from './recording/events.ts';
export { eventSchema } from './recording/events.ts';
export type { Fingerprint, RecordingManifest } from './recording/manifest.ts';
export { recordingManifestSchema } from './recording/manifest.ts';
export type { ReadResult } from './recording/reader.ts';
export { readManifest, readRecording } from './recording/reader.ts';
export type { ErrorCode } from './shared/errors.ts';
export { HighwaterError } from './shared/errors.ts';
