import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSyntheticRecording } from '../../src/recording/synth.ts';
import { writeReports } from '../../src/report/write-reports.ts';
import { describeWith } from '../requirements.ts';
import { analysis, recommendation, recording } from '../unit/report-documents/judged.ts';
import { plan, spec, temporaryRun, writeRecordings } from '../unit/report-documents/run-directory.ts';
import { type Judged, variants } from '../unit/report-documents/variants.ts';
import { findChromium } from './find-chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function reportOf(judged: Judged): Promise<string> {
  const runDir = temporaryRun();
  writeRecordings(runDir);
  return (await writeReports({ runDir, plan, ...judged })).html;
}

describeWith(['chromium'], 'report.html in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
  });
  afterAll(() => browser.close());

  /** Opens a report from disk; whatever it asked for, said or refused is kept. */
  async function open(html: string, options: { colorScheme?: 'light' | 'dark'; width?: number; javaScriptEnabled?: boolean } = {}) {
    const { width = 1200, ...rest } = options;
    const context = await browser.newContext({ viewport: { width, height: 900 }, ...rest });
    const page = await context.newPage();
    const heard: string[] = [];
    page.on('request', (request) => heard.push(`asks for ${request.url().slice(0, 100)}`));
    page.on('console', (message) => heard.push(message.text()));
    page.on('pageerror', (error) => heard.push(String(error)));
    const url = pathToFileURL(html).href;
    await page.goto(url);
    return { page, heard: () => heard.filter((what) => what !== `asks for ${url}` && what !== 'asks for data:,') };
  }

  const looks = [
    ['light', 1200],
    ['dark', 1200],
    ['light', 390],
  ] as const;
  const cases = Object.keys(variants).flatMap((name) => looks.map(([scheme, width]) => [name as keyof typeof variants, scheme, width] as const));

  test.each(cases)('%s, %s, %i pixels wide: axe finds no violation, and nothing is asked of any network', async (name, colorScheme, width) => {
    const { page, heard } = await open(await reportOf(variants[name]()), { colorScheme, width });
    for (const details of await page.locator('details').all()) await details.evaluate((node) => node.setAttribute('open', ''));
    // The policy of the page lets no other script in; evaluate() is not bound by it.
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { axe: runner } = globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
      return (await runner.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
    });
    expect(violations).toEqual([]);
    expect(heard()).toEqual([]);
    const lists = await page.evaluate<number>(
      "[...document.querySelectorAll('table.list')].filter((table) => table.scrollWidth > table.parentElement.clientWidth).length",
    );
    if (width < 640) expect(lists, 'tables of sentences are read without scrolling sideways').toBe(0);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(overflow, 'the page itself does not scroll sideways').toBeLessThanOrEqual(0);
    await page.context().close();
  });

  async function timeFigure(page: Page) {
    const figure = page.locator('figure').filter({ has: page.locator('#memory-over-time-title') });
    await figure.scrollIntoViewIfNeeded();
    const marks = () => figure.locator('.x-axis text').allTextContents();
    return { figure, marks };
  }

  test('a stretch that is dragged over fills the chart, buttons and keys go further, back and to the whole', async () => {
    const { page } = await open(await reportOf(variants.verified()));
    const { figure, marks } = await timeFigure(page);
    const whole = await marks();
    const box = await figure.locator('svg.chart').boundingBox();
    if (box === null) throw new Error('the chart is not shown');
    await page.mouse.move(box.x + box.width * 0.5, box.y + 150);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 160, { steps: 3 });
    await page.mouse.up();
    const closer = await marks();
    expect(closer).not.toEqual(whole);
    expect(closer.length).toBeGreaterThan(2);
    await figure.locator('.scroll').first().focus();
    await page.keyboard.press('Shift+ArrowRight');
    expect(await marks()).not.toEqual(closer);
    await page.keyboard.press('0');
    expect(await marks()).toEqual(whole);
    await figure.getByRole('button', { name: 'Closer' }).click();
    expect(await marks()).not.toEqual(whole);
    await figure.getByRole('button', { name: 'Whole' }).click();
    expect(await marks()).toEqual(whole);
    await page.context().close();
  });

  test('a kill keeps its place on the clock when looked at closely, and leaves the picture with it', async () => {
    const { page } = await open(await reportOf(variants.verified()));
    const figure = page.locator('figure').filter({ has: page.locator('#memory-over-time-failed-title') });
    const kill = figure.locator('g.at:has(.kill)').first();
    const before = await kill.boundingBox();
    await figure.getByRole('button', { name: 'Closer' }).click();
    const plot = await figure.locator('svg.plane').nth(1).boundingBox();
    const after = await kill.boundingBox();
    const shown = await kill.getAttribute('visibility');
    if (before === null || plot === null) throw new Error('the chart is not shown');
    const middle = plot.x + plot.width / 2;
    const expected = middle + 2 * (before.x + before.width / 2 - middle);
    if (shown === 'visible') expect(Math.abs((after?.x ?? 0) + (after?.width ?? 0) / 2 - expected)).toBeLessThan(3);
    else expect(expected < plot.x || expected > plot.x + plot.width).toBe(true);
    await page.context().close();
  });

  test('values are read with arrow keys and with the mouse, and said to a screen reader', async () => {
    const { page } = await open(await reportOf(variants.verified()));
    const { figure } = await timeFigure(page);
    const reading = figure.locator('.reading');
    expect(await reading.getAttribute('aria-live')).toBe('polite');
    await figure.locator('.scroll').first().focus();
    await page.keyboard.press('Home');
    const first = await reading.textContent();
    expect(first).toMatch(/^[\d.]+ s: .*Mi/);
    await page.keyboard.press('ArrowRight');
    expect(await reading.textContent()).not.toBe(first);
    const box = await figure.locator('svg.chart').boundingBox();
    if (box === null) throw new Error('the chart is not shown');
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
    expect(await reading.textContent()).toMatch(/not reclaimable/);
    await page.context().close();
  });

  test('on paper no table is wider than the sheet', async () => {
    const { page } = await open(await reportOf(variants.verified()), { width: 718 });
    await page.emulateMedia({ media: 'print' });
    const wider = await page.evaluate<string[]>(
      "[...document.querySelectorAll('.scroll')].filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.ariaLabel)",
    );
    expect(wider).toEqual([]);
    await page.context().close();
  });

  test('without scripts nothing is missing but the buttons', async () => {
    const { page } = await open(await reportOf(variants.verified()), { javaScriptEnabled: false });
    expect(await page.locator('.zoom').count()).toBe(0);
    expect(await page.locator('svg.chart').count()).toBe(5);
    await page.context().close();
  });

  test('text of a workload runs nothing', async () => {
    const base = variants.verified();
    const evil = '</script><img src=x onerror="document.title=1"><svg onload="document.title=2">';
    const caveats = [evil, `"'\`${evil}\n\u2028`];
    const { page, heard } = await open(await reportOf({ ...base, recommendation: recommendation({ why: evil, caveats, scenario: evil }) }));
    expect(await page.title()).toContain('VERIFIED: </script>');
    expect(await page.locator('img').count()).toBe(0);
    expect(heard()).toEqual([]);
    await page.context().close();
  });

  test('an hour at 20 Hz is below 2 MB and is there at once', async () => {
    const runDir = temporaryRun();
    const hour = [...Array(6).keys()].map((index) => ({ phase: `level-${index}`, phaseKind: 'level' as const, durationMs: 600_000, rate: 20 + index }));
    writeSyntheticRecording(join(runDir, 'recordings', '01-record'), spec({ phases: hour }));
    const judged = { analysis: analysis({ recordings: [recording('01-record', { durationMs: 3_600_000 })] }), recommendation: recommendation() };
    const { html } = await writeReports({ runDir, plan, ...judged });
    expect(statSync(html).size).toBeLessThan(2_000_000);
    const { page } = await open(html);
    const { figure } = await timeFigure(page);
    expect(await figure.locator('.hover').count()).toBeGreaterThan(400);
    await page.context().close();
  });
});
