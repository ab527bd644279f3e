import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sparkline } from '../../src/report/markdown/sparkline.ts';
import { writeReports } from '../../src/report/write-reports.ts';
import { recommendation } from './report-documents/judged.ts';
import { plan, temporaryRun, writeRecordings } from './report-documents/run-directory.ts';
import { verified } from './report-documents/variants.ts';

function bytesOf(runDir: string): Map<string, string> {
  const files = ['report.html', 'report.md', 'report.json', ...readdirSync(join(runDir, 'charts')).map((name) => join('charts', name))];
  return new Map(files.map((file) => [file, readFileSync(join(runDir, file)).toString('base64')]));
}

const pngMagic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

describe('the files of a report', () => {
  test('two folders with the same run get the same bytes, another verdict gets others', async () => {
    const [first, second] = [temporaryRun(), temporaryRun()];
    for (const runDir of [first, second]) {
      writeRecordings(runDir);
      await writeReports({ runDir, plan, ...verified() });
    }
    const once = bytesOf(first);
    expect([...once.keys()]).toHaveLength(8);
    expect(bytesOf(second)).toEqual(once);
    await writeReports({ runDir: second, plan, ...verified(), recommendation: recommendation({ status: 'refuted' }) });
    expect(bytesOf(second).get('report.html')).not.toBe(once.get('report.html'));
  });

  test('pictures are PNG of 2400 by 1200 pixels with a ground of white, and no half-written file stays', async () => {
    const runDir = temporaryRun();
    writeRecordings(runDir);
    const { charts } = await writeReports({ runDir, plan, ...verified() });
    expect(charts.map((path) => path.slice(runDir.length + 8))).toEqual([
      'limits-tried.png',
      'memory-over-time.png',
      'memory-over-time-failed.png',
      'memory-against-load.png',
      'spread.png',
    ]);
    const { createCanvas, loadImage } = await import('@napi-rs/canvas');
    for (const path of charts) {
      const png = readFileSync(path);
      expect(png.subarray(0, 8).equals(pngMagic)).toBe(true);
      const image = await loadImage(png);
      expect([image.width, image.height]).toEqual([2400, 1200]);
      const context = createCanvas(2400, 1200).getContext('2d');
      context.drawImage(image, 0, 0);
      expect([...context.getImageData(2, 2, 1, 1).data]).toEqual([255, 255, 255, 255]);
      const pixels = new Set(new Uint32Array(context.getImageData(0, 0, 2400, 1200).data.buffer));
      expect(pixels.size).toBeGreaterThan(20);
    }
    expect(readdirSync(runDir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('a place that cannot be written to is an error with a next step', async () => {
    const runDir = temporaryRun();
    writeRecordings(runDir);
    const blocked = join(runDir, 'recordings', '01-record', 'manifest.json');
    await expect(writeReports({ runDir: blocked, plan, ...verified() })).rejects.toMatchObject({
      code: 'recording-failed',
      hint: expect.stringContaining('highwater report'),
    });
  });
});

describe('report.md', () => {
  async function markdownOf(judged = verified()): Promise<string> {
    const runDir = temporaryRun();
    writeRecordings(runDir);
    const { markdown } = await writeReports({ runDir, plan, ...judged });
    return readFileSync(markdown, 'utf8');
  }

  test('answer, verdict, numbers, derivation, in this order, with text pictures and no images', async () => {
    const text = await markdownOf();
    const places = [
      'Is the limit in the manifest safe?',
      '## ✅ VERIFIED: Set the memory limit to 208Mi',
      '## The numbers',
      '| app | 208Mi | 208Mi | 196Mi |',
      '## How this limit was found',
      '| search | 220Mi | 196Mi |',
    ].map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toMatch(/`[▁▂▃▄▅▆▇█]{20,}`/);
    expect(text).not.toMatch(/!\[|<img/);
  });

  test('every row of a table has as many cells as its head', async () => {
    const rows = (await markdownOf()).split('\n');
    const cells = (row: string) => row.replace(/\\\|/g, '').split('|').length;
    const rules = rows.flatMap((row, index) => (/^\|[-:|]+\|$/.test(row) ? [index] : []));
    expect(rules.length).toBeGreaterThan(8);
    for (const rule of rules) for (let at = rule - 1; rows[at]?.startsWith('|'); at++) expect(cells(rows[at] as string)).toBe(cells(rows[rule] as string));
  });

  test('text of workloads calls nobody, links nowhere and breaks no table', async () => {
    const caveats = ['@team see #12 https://evil.example/x | <b>x</b> `code` *bold* [a](b)'];
    const text = await markdownOf({ ...verified(), recommendation: recommendation({ caveats }) });
    expect(text).toContain('@\u200bteam see #\u200b12 https:\u200b//evil.example/x \\| &lt;b&gt;x&lt;/b&gt; \\`code\\` \\*bold\\* \\[a\\](b)');
  });

  test('a container name cannot close the block of manifest lines', async () => {
    const [app] = recommendation().containers;
    if (app === undefined) throw new Error('the document has a container');
    const text = await markdownOf({ ...verified(), recommendation: recommendation({ containers: [{ ...app, name: 'a```\n# evil' }] }) });
    expect(text).toMatch(/````yaml\n# container a``` # evil\nresources:/);
  });
});

describe('sparkline', () => {
  test('keeps proportion to zero and survives what is no number', () => {
    expect(sparkline([0, 50, 100])).toBe('▁▅█');
    expect(sparkline([100, 100])).toBe('██');
    expect(sparkline([Number.NaN, 0])).toBe('▁▁');
    expect(sparkline([])).toBe('');
  });
});
