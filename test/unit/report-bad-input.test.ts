import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeSyntheticRecording } from '../../src/recording/synth.ts';
import { reportSchema } from '../../src/report/json/document.ts';
import { writeReports } from '../../src/report/write-reports.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysis, death, phase, recommendation, recording, replay } from './report-documents/judged.ts';
import { plan, spec, temporaryRun, writeRecordings } from './report-documents/run-directory.ts';
import { verified } from './report-documents/variants.ts';

const nothing = { watermark: null, sampled: null, hardPart: null };

describe('a report of bad input', () => {
  test('NaN and infinity are "not known", in text and in pictures', async () => {
    const runDir = temporaryRun();
    writeRecordings(runDir);
    const broken = {
      ...phase(10, 110),
      p99Ms: Number.NaN,
      achievedRate: Number.POSITIVE_INFINITY,
      peakBytes: { watermark: Number.NaN, sampled: Number.NaN, hardPart: Number.NaN },
    };
    const base = analysis();
    const curve = { ...(base.loadCurve as NonNullable<typeof base.loadCurve>), baseBytes: Number.NaN, bytesPerUnit: Number.NaN };
    const recordings = [
      recording('01-record', { phases: [broken], peakBytes: { watermark: Number.NaN, sampled: null, hardPart: Number.NaN }, durationMs: Number.NaN }),
    ];
    const { html, markdown, json } = await writeReports({
      runDir,
      plan,
      recommendation: recommendation(),
      analysis: { ...base, phases: [broken], loadCurve: curve, recordings },
    });
    for (const path of [html, markdown, json])
      expect(readFileSync(path, 'utf8').replace(/<script>[\s\S]*<\/script>/, '')).not.toMatch(/NaN|Infinity|undefined|\[object/);
    expect(reportSchema.safeParse(JSON.parse(readFileSync(json, 'utf8'))).error).toBeUndefined();
    expect(readFileSync(html, 'utf8')).toContain('not known');
  });

  test('no recordings, no containers and no replays give a report that says so', async () => {
    const runDir = temporaryRun();
    const empty = analysis({ recordings: [], phases: [], findings: [], loadCurve: null });
    const none = recommendation({
      status: 'none',
      containers: [],
      replays: [],
      derivation: [],
      caveats: [],
      verification: { runs: 0, passes: 0, bound: null, loadMinutes: 0, highestFailed: null },
    });
    const { html, charts } = await writeReports({ runDir, plan, analysis: empty, recommendation: none });
    const text = readFileSync(html, 'utf8');
    for (const said of ['There are no recordings.', 'No container was sized.', 'No limit was tried', 'No rule was evaluated.', 'No load level was measured'])
      expect(text).toContain(said);
    expect(charts).toEqual([]);
  });

  test('a recording without any sample is no picture', async () => {
    const runDir = temporaryRun();
    writeRecordings(runDir);
    writeFileSync(join(runDir, 'recordings', '01-record', 'events.ndjson'), '');
    const only = analysis({ recordings: [recording('01-record', { peakBytes: nothing })] });
    const { html } = await writeReports({ runDir, plan, analysis: only, recommendation: recommendation({ replays: [] }) });
    expect(readFileSync(html, 'utf8')).toContain('There is no recording with samples to draw.');
  });

  test('a picture for which the data has gone does not stay behind', async () => {
    const runDir = temporaryRun();
    writeRecordings(runDir);
    const { charts } = await writeReports({ runDir, plan, ...verified() });
    expect(charts.map((path) => path.slice(runDir.length + 1))).toContain('charts/limits-tried.png');
    await writeReports({ runDir, plan, ...verified(), recommendation: recommendation({ replays: [] }) });
    expect(existsSync(join(runDir, 'charts', 'limits-tried.png'))).toBe(false);
    expect(existsSync(join(runDir, 'charts', 'memory-over-time.png'))).toBe(true);
  });

  test('50 containers and 2,000 kills stay readable and small', async () => {
    const runDir = temporaryRun();
    writeSyntheticRecording(join(runDir, 'recordings', '01-record'), spec({ sidecars: 49, hz: 10 }));
    const [app] = recommendation().containers;
    if (app === undefined) throw new Error('the document has a container');
    const containers = Array.from({ length: 50 }, (_, index) => ({ ...app, name: index === 0 ? 'app' : `sidecar-${index}` }));
    const kills = Array.from({ length: 2000 }, (_, index) => death({ tMs: index * 15, pid: 100 + index }));
    const crowded = analysis({ recordings: [recording('01-record', { deaths: kills, kills })] });
    const { html, markdown } = await writeReports({ runDir, plan, analysis: crowded, recommendation: recommendation({ containers }) });
    const text = readFileSync(html, 'utf8');
    expect(text).toContain('Set the limits of 50 containers as in the table below.');
    expect(text).toContain('>sidecar-49<');
    expect(text).toContain('47 containers with a lower peak are not drawn.');
    expect(text).toContain('1900 more are in analysis.json.');
    expect(statSync(html).size).toBeLessThan(2_000_000);
    expect(readFileSync(markdown, 'utf8').length).toBeLessThan(65_536);
  });

  test('an hour at 20 Hz fits 2 MB, and a spike of one sample is in it', async () => {
    const runDir = temporaryRun();
    const dir = join(runDir, 'recordings', '01-record');
    const hour = [...Array(6).keys()].map((index) => ({ phase: `level-${index}`, phaseKind: 'level' as const, durationMs: 600_000, rate: 20 + index }));
    writeSyntheticRecording(
      dir,
      spec({ phases: hour, memory: { baseBytes: 90 * MiB, bytesPerRate: MiB, noiseBytes: 2 * MiB, wander: { bytes: 8 * MiB, correlation: 0.99 } } }),
    );
    const only = analysis({ recordings: [recording('01-record', { durationMs: 3_600_000 })] });
    const write = async () => readFileSync((await writeReports({ runDir, plan, analysis: only, recommendation: recommendation() })).html, 'utf8');
    const before = await write();
    expect(before.length).toBeLessThan(2_000_000);
    expect(before).not.toContain('777Mi');
    const lines = readFileSync(join(dir, 'events.ndjson'), 'utf8').split('\n');
    const at = lines.findIndex((line, index) => index > lines.length / 3 && line.includes('"kind":"sample"'));
    const sample = JSON.parse(lines[at] as string) as { v: number[] };
    sample.v[0] = 777 * MiB;
    lines[at] = JSON.stringify(sample);
    writeFileSync(join(dir, 'events.ndjson'), lines.join('\n'));
    expect(await write()).toMatch(/<title>[^<]*Mi to 777Mi;/);
  }, 60_000);

  test('a day at 1 Hz fits 2 MB, and a spike of one second is in it', async () => {
    const runDir = temporaryRun();
    const dir = join(runDir, 'recordings', '01-record');
    const day = [...Array(24).keys()].map((hour) => ({ phase: `level-${hour}`, phaseKind: 'level' as const, durationMs: 3_600_000, rate: 20 + (hour % 12) }));
    writeSyntheticRecording(dir, spec({ hz: 1, phases: day }));
    const path = join(dir, 'events.ndjson');
    const lines = readFileSync(path, 'utf8').split('\n');
    const at = lines.findIndex((line, index) => index > lines.length / 2 && line.includes('"kind":"sample"'));
    const sample = JSON.parse(lines[at] as string) as { v: number[] };
    sample.v[0] = 777 * MiB;
    lines[at] = JSON.stringify(sample);
    writeFileSync(path, lines.join('\n'));
    const only = analysis({ recordings: [recording('01-record', { durationMs: 86_400_000 })] });
    const { html } = await writeReports({ runDir, plan, analysis: only, recommendation: recommendation() });
    expect(statSync(html).size).toBeLessThan(2_000_000);
    const text = readFileSync(html, 'utf8');
    expect(text).toMatch(/<title>[^<]*Mi to 777Mi;/);
    expect(text).toContain('>24h');
  }, 120_000);

  test('names with quotes, newlines and markup stay text in every format', async () => {
    const runDir = temporaryRun();
    writeRecordings(runDir);
    const [app] = recommendation().containers;
    if (app === undefined) throw new Error('the document has a container');
    const name = 'a"b\'c\n</td><script>alert(1)</script>|`x`';
    const { html, markdown, json } = await writeReports({ runDir, plan, ...verified(), recommendation: recommendation({ containers: [{ ...app, name }] }) });
    const text = readFileSync(html, 'utf8');
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).toContain('a&quot;b&#39;c &lt;/td&gt;');
    expect(readFileSync(markdown, 'utf8')).toContain('a"b\'c &lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\|\\`x\\`');
    expect(JSON.stringify(JSON.parse(readFileSync(json, 'utf8')))).toContain('alert(1)');
  });

  test('a run whose failed recording is missing does not claim that none failed', async () => {
    const runDir = temporaryRun();
    writeRecordings(runDir);
    const failed = await writeReports({ runDir, plan, analysis: analysis(), recommendation: recommendation() });
    expect(readFileSync(failed.html, 'utf8')).toContain('The recording of the run that failed cannot be shown.');
    const passed = await writeReports({ runDir, plan, analysis: analysis(), recommendation: recommendation({ replays: [replay('04-search', 208)] }) });
    expect(readFileSync(passed.html, 'utf8')).toContain('No run failed, so there is none to show beside it.');
  });
});
