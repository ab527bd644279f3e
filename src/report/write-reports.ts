import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Analysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import type { Recommendation } from '../recommend/document.ts';
import { drawRecordings } from './draw-recordings.ts';
import { renderHtml } from './html/page.ts';
import { renderJson } from './json/report.ts';
import { renderMarkdown } from './markdown/report.ts';
import { writePatches } from './patches/write-patches.ts';
import { type Picture, pictureNames, picturesOf } from './png/pictures.ts';
import { buildReportView } from './view-model.ts';
import { writeAtomically } from './write-atomically.ts';

export interface WriteReportsInput {
  readonly runDir: string;
  readonly analysis: Analysis;
  readonly recommendation: Recommendation;
  readonly plan: Plan;
}

/** Paths of what was written. */
export interface WrittenReports {
  readonly html: string;
  readonly markdown: string;
  readonly json: string;
  readonly charts: string[];
  readonly patches: string[];
}

/**
 * Writes `report.html`, `report.md`, `report.json`, `charts/*.png` and `patches/*` of a run directory from its documents and recordings: the same bytes in, the same
 * bytes out. A recording that cannot be read is named in the report. Throws `recording-failed` where a file cannot be written.
 */
export async function writeReports(input: WriteReportsInput): Promise<WrittenReports> {
  const { runDir, analysis, recommendation, plan } = input;
  const view = buildReportView({ analysis, recommendation, plan, drawn: drawRecordings(runDir, analysis, recommendation) });
  const html = join(runDir, 'report.html');
  const markdown = join(runDir, 'report.md');
  await writeAtomically(html, renderHtml(view));
  const json = join(runDir, 'report.json');
  await writeAtomically(markdown, renderMarkdown(view));
  await writeAtomically(json, renderJson(view));
  const charts = await writePictures(runDir, await picturesOf(view));
  return { html, markdown, json, charts, patches: await writePatches(runDir, plan, recommendation) };
}

/** A picture of an earlier report for which there is no data any more would be a lie beside the new one. */
async function writePictures(runDir: string, pictures: readonly Picture[]): Promise<string[]> {
  const dir = join(runDir, 'charts');
  const stale = pictureNames.filter((name) => !pictures.some((picture) => picture.name === name));
  await Promise.all(stale.map((name) => rm(join(dir, name), { force: true })));
  const written: string[] = [];
  for (const { name, png } of pictures) {
    await writeAtomically(join(dir, name), png);
    written.push(join(dir, name));
  }
  return written;
}
