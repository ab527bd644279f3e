import { describe, expect, expectTypeOf, test } from 'vitest';
import * as api from '../../src/index.ts';

describe('the public API', () => {
  test('is this list and nothing else', () => {
    expect(Object.keys(api).sort()).toEqual([
      'HighwaterError',
      'analysisSchema',
      'analyzeRecording',
      'analyzeRun',
      'eventSchema',
      'planSchema',
      'readManifest',
      'readRecording',
      'recommend',
      'recommendationSchema',
      'recordingManifestSchema',
    ]);
  });

  // The type check of `npm test` is what makes this one fail.
  test('has the types that the documents promise', () => {
    expectTypeOf(api.analyzeRecording).toEqualTypeOf<(dir: string) => api.RecordingAnalysis>();
    expectTypeOf(api.analyzeRun).toEqualTypeOf<
      (runId: string, scenario: string, plan: api.Plan, recordings: readonly api.RecordingAnalysis[], heapNotTaken?: string) => api.Analysis
    >();
    expectTypeOf(api.recommend).toEqualTypeOf<(input: api.RecommendInput) => api.Recommendation>();
    expectTypeOf(api.readRecording).toEqualTypeOf<(dir: string, visit: (event: api.RecordingEvent) => void) => api.ReadResult>();
    expectTypeOf<api.Recommendation['status']>().toEqualTypeOf<'verified' | 'refuted' | 'unverified' | 'none'>();
    expectTypeOf<api.EventOf<'sample'>['v']>().toEqualTypeOf<number[]>();
    expectTypeOf<api.HighwaterError['hint']>().toEqualTypeOf<string | undefined>();
  });
});
