import { z } from 'zod';
import { analysisSchema } from '../src/analysis/document.ts';
import { baselineSchema } from '../src/gate/baseline/document.ts';
import { gateResultSchema } from '../src/gate/document.ts';
import { planFileSchema } from '../src/plan/file-schema.ts';
import { recommendationSchema } from '../src/recommend/document.ts';
import { eventSchema } from '../src/recording/events.ts';
import { recordingManifestSchema } from '../src/recording/manifest.ts';
import { reportSchema } from '../src/report/json/document.ts';
import { sizingSchema } from '../src/report/sizing/document.ts';

const documents = {
  plan: [planFileSchema, 'plan.yaml of a highwater scenario'],
  'recording-manifest': [recordingManifestSchema, 'manifest.json of a highwater recording'],
  'recording-event': [eventSchema, 'One line of events.ndjson of a highwater recording'],
  analysis: [analysisSchema, 'analysis.json of a highwater run'],
  recommendation: [recommendationSchema, 'recommendation.json of a highwater run'],
  report: [reportSchema, 'report.json of a highwater run'],
  gate: [gateResultSchema, 'gate.json of a highwater run'],
  sizing: [sizingSchema, 'sizing.json of a release'],
  baseline: [baselineSchema, 'baseline.json of a highwater scenario'],
} as const;

/** JSON Schemas of every document that others read or write, by file name below schemas/. Draft 7, as editors understand it. */
export function schemaFiles(): Record<string, string> {
  const files = Object.entries(documents).map(([name, [schema, title]]) => {
    // `input`: keys with a default stay optional, as in a file that somebody writes.
    const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
    return [`${name}.schema.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
  });
  return Object.fromEntries(files);
}
