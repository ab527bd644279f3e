import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { terminalSummary } from '../../src/report/terminal.ts';
import { cellsOf, fitLine, wrapText } from '../../src/report/terminal-text.ts';
import { recommendation } from './report-documents/judged.ts';
import { plan } from './report-documents/run-directory.ts';
import { variants, verified } from './report-documents/variants.ts';

const wide = { columns: 80, color: false };

describe('the summary on a terminal', () => {
  test.each(Object.entries(variants))('%s fits 25 lines of 80 columns with the path of the report, and opens with the answer', (_, make) => {
    const lines = terminalSummary({ ...make(), plan }, wide).split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(80);
    expect(lines[0]).toMatch(/^Is the limit in the manifest safe\? (Yes|No|Not known|There is none)\.$/);
  });

  test('many long caveats, wide characters and long words still fit, and what is left out is counted', () => {
    const [app] = recommendation().containers;
    if (app === undefined) throw new Error('the document has a container');
    const caveats = Array.from({ length: 30 }, (_, index) => `caveat ${index} ${'日本語'.repeat(40)} ${'x'.repeat(200)}`);
    const containers = Array.from({ length: 50 }, (_, index) => ({ ...app, name: `container-${index}-${'n'.repeat(90)}` }));
    const text = terminalSummary({ ...verified(), recommendation: recommendation({ caveats, containers }), plan }, wide);
    const lines = text.split('\n');
    expect(lines.length).toBeLessThanOrEqual(25);
    for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(80);
    expect(text).toContain('and 47 more containers');
    expect(lines.at(-1)).toMatch(/^! and \d+ more: see the report$/);
  });

  test('a single caveat is said in full and nothing is counted', () => {
    const text = terminalSummary({ ...verified(), plan }, wide);
    expect(text).toContain('! The script never calls Math.random');
    expect(text).not.toContain('more: see the report');
  });

  test('an interrupted run says once that it was, and how to go on', () => {
    const text = terminalSummary({ ...variants.interrupted(), plan }, { ...wide, columns: 400 });
    expect(text.match(/cut off before the end/g)).toHaveLength(1);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(`highwater run --resume reports/${variants.interrupted().analysis.runId}`);
  });

  test('a very long verdict cannot push the caveats off without a word', () => {
    const text = terminalSummary({ ...verified(), recommendation: recommendation({ why: 'why '.repeat(800) }), plan }, wide);
    expect(text.split('\n').length).toBeLessThanOrEqual(25);
    expect(text.split('\n').at(-1)).toBe('! and 1 more: see the report');
  });

  test('colour only where it was asked for, and the same text under it', () => {
    const plain = terminalSummary({ ...verified(), plan }, wide);
    const colored = terminalSummary({ ...verified(), plan }, { ...wide, color: true });
    expect(plain).not.toContain('\u001b');
    expect(colored).toContain('\u001b[32m');
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });

  test('escape sequences in a caveat do not reach the terminal', () => {
    const text = terminalSummary({ ...verified(), recommendation: recommendation({ caveats: ['\u001b]0;title\u0007\u001b[2Jgone'] }), plan }, wide);
    for (const control of ['\u001b', '\u0007']) expect(text).not.toContain(control);
    expect(text).toContain('[2Jgone');
  });
});

describe('fitting text', () => {
  test('breaks at spaces, and inside a word only where it must', () => {
    expect(wrapText('one two three', 8, '  ')).toEqual(['one two', '  three']);
    expect(wrapText('at most 52.7 % x', 13, '')).toEqual(['at most', '52.7 % x']);
    expect(wrapText('at most 52 % x', 13, '')).toEqual(['at most 52 %', 'x']);
    expect(wrapText('abcdefghij', 6, '')).toEqual(['abcdef', 'ghij']);
    expect(wrapText('日本語日本', 6, '')).toEqual(['日本語', '日本']);
    expect(wrapText('', 6, '')).toEqual([]);
  });

  test('cuts with a sign that something is missing, only where it is', () => {
    expect(fitLine('abcdef', 6)).toBe('abcdef');
    expect(fitLine('abcdefg', 6)).toBe('abcde…');
  });
});
