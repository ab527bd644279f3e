import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { analyzeRecording } from '../../src/analysis/analyze-recording.ts';
import { analyzeRun } from '../../src/analysis/analyze-run.ts';
import type { Analysis } from '../../src/analysis/document.ts';
import type { Recommendation } from '../../src/recommend/document.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { readManifest } from '../../src/recording/reader.ts';
import { temporaryFolders } from '../synthetic/temporary-folder.ts';

const newFolder = temporaryFolders();
const kept = join(import.meta.dirname, 'real');
const runs = readdirSync(kept, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** Recordings are kept as one compressed file each: the manifest in the first line, the events below. */
function unpack(run: string): string[] {
  const root = newFolder();
  return readdirSync(join(kept, run))
    .sort()
    .map((file) => {
      const dir = join(root, basename(file, '.ndjson.gz'));
      const text = gunzipSync(readFileSync(join(kept, run, file))).toString();
      const end = text.indexOf('\n');
      mkdirSync(dir);
      writeFileSync(join(dir, 'manifest.json'), text.slice(0, end));
      writeFileSync(join(dir, 'events.ndjson'), text.slice(end + 1));
      return dir;
    });
}

/** What is concluded, without the measurements that it rests on and the words that it is said in. */
function conclusions(analysis: Analysis, { status, containers, replays, interim, others }: Recommendation) {
  const { loadCurve: curve, kills, leak, findings, diagnoses = [] } = analysis;
  return {
    status,
    memory: containers.map(({ name, memory }) => ({ name, need: memory.needBytes, margin: memory.marginBytes, kind: memory.marginKind, limit: memory.limitBytes })),
    interim: interim && { limit: interim.limitBytes, restartEveryHours: interim.restartEveryHours, hoursToKill: interim.hoursToKill },
    replays: replays.map(({ recording, limitBytes, outcome }) => `${recording} at ${limitBytes}: ${outcome}`),
    leak: leak.verdict,
    curve: curve && { base: curve.baseBytes, slope: curve.bytesPerUnit, unit: curve.unit, interval: curve.interval },
    kills: kills.map(({ class: kind, comm, mainProcess, confidence, evidence }) => ({ kind, comm, mainProcess, confidence, by: evidence.map(({ source }) => source) })),
    findings: findings.map(({ rule, outcome }) => `${rule}: ${outcome}`),
    diagnoses: diagnoses.map(({ what, limitBytes, cause, confidence }) => `${what} at ${limitBytes}: ${cause} (${confidence})`),
    others: (others ?? []).map(({ rule, field, history, valueBytes, replayed }) => `${rule}, ${field}, ${history}: ${valueBytes}, ${replayed.outcome}`),
  };
}

function conclusionsOf(run: string): string {
  const dirs = unpack(run);
  const recordings = dirs.map(analyzeRecording);
  const { plan, runId } = readManifest(dirs[0] as string);
  const analysis = analyzeRun(runId, plan.name, plan, recordings);
  const looseLimitBytes = Math.max(...recordings.map(({ limitBytes }) => limitBytes));
  const recommendation = recommend({ plan, runId, looseLimitBytes, analysis, stopped: undefined });
  return `${JSON.stringify(conclusions(analysis, recommendation), null, 2)}\n`;
}

describe('conclusions from recordings of real runs', () => {
  it.each(runs)('of %s are those that were looked at (UPDATE_GOLDEN=1 writes them anew)', (run) => {
    const file = join(kept, `${run}.json`);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, conclusionsOf(run));
    expect(conclusionsOf(run)).toBe(readFileSync(file, 'utf8'));
  });
});
