import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawRecordings } from '../../src/report/draw-recordings.ts';
import { renderHtml } from '../../src/report/html/page.ts';
import { buildReportView } from '../../src/report/view-model.ts';
import { analysis, death, recording } from './report-documents/judged.ts';
import { plan, writeRecordings } from './report-documents/run-directory.ts';
import { type Judged, variants, verified } from './report-documents/variants.ts';

let runDir = '';
beforeAll(() => {
  runDir = mkdtempSync(join(tmpdir(), 'highwater-report-'));
  writeRecordings(runDir);
  return () => rmSync(runDir, { recursive: true, force: true });
});

function htmlOf({ analysis, recommendation }: Judged, from = runDir): string {
  return renderHtml(buildReportView({ analysis, recommendation, plan, drawn: drawRecordings(from, analysis, recommendation) }));
}

/** Without the links that names of recordings become. */
const unlinked = (html: string) => html.replaceAll(/<a href="#recording-[^"]*">([^<]*)<\/a>/g, '$1');

const attack = `</script></style><img src=x onerror="alert(1)"> "quoted" 'and' &amp;`;

/** Every string that a workload, a script or a manifest can choose. */
function hostile(): Judged {
  const base = verified();
  const evil = death({
    comm: attack,
    container: attack,
    phase: attack,
    limitOwner: attack,
    evidence: [{ source: 'application-log', text: attack, tMs: 15_000 }],
  });
  const [app] = base.recommendation.containers;
  if (app === undefined) throw new Error('the document has a container');
  return {
    analysis: {
      ...base.analysis,
      scenario: attack,
      recordings: [
        ...base.analysis.recordings.slice(0, 3),
        recording('06-search', {
          purpose: 'search',
          deaths: [evil],
          kills: [evil],
          holders: [{ tMs: 1, comm: attack, pid: 1, rssBytes: 9, pssBytes: 1, threads: 1 }],
        }),
      ],
      findings: [{ rule: 'r', outcome: 'finding', title: attack, why: attack, remedy: attack, evidence: [attack] }],
      quality: { ...base.analysis.quality, notes: [{ code: attack, text: attack }] },
    },
    recommendation: { ...base.recommendation, scenario: attack, why: attack, caveats: [attack], containers: [{ ...app, name: attack }] },
  };
}

describe('report.html', () => {
  let html = '';
  beforeAll(() => {
    html = htmlOf(verified());
  });

  test('answers about the manifest first, then the verdict, then the numbers, caveats, derivation and pictures', () => {
    const order = [
      'Is the limit in the manifest safe?',
      '>VERIFIED<',
      'The numbers',
      'What makes this less certain',
      'How this limit was found',
      'Limits that were tried',
      'Memory over time',
      'Memory against load',
      'Peaks from run to run',
      'Kills and their evidence',
      'Where it was measured',
    ];
    const main = html.slice(html.indexOf('<main>'));
    const places = order.map((text) => main.indexOf(text.startsWith('>') ? text : `>${text}`));
    expect(places).not.toContain(-1);
    expect(places.slice(0, 3)).toEqual(places.slice(0, 3).toSorted((a, b) => a - b));
    const headings = order.slice(2).map((text) => main.search(new RegExp(`<h2 id="[^"]+">${text}`)));
    expect(headings).not.toContain(-1);
    expect(headings).toEqual(headings.toSorted((a, b) => a - b));
  });

  test('loads nothing, and runs nothing but the one script that its policy knows by digest', () => {
    expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:\/\//);
    expect(html).not.toMatch(/<script |<link rel="stylesheet"|<img|<iframe|@import|url\(| on[a-z]+=/);
    const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script]) => script as string);
    expect(scripts).toHaveLength(1);
    const digest = createHash('sha256')
      .update(scripts[0] as string)
      .digest('base64');
    expect(html).toContain(`default-src 'none'; script-src 'sha256-${digest}';`);
    for (const [, target] of html.matchAll(/(?:href|src)="([^"]*)"/g)) expect(target).toMatch(/^(#|data:,$)/);
  });

  test('every picture has a name, a description and the same as a table', () => {
    const pictures = html.split('<svg class="chart"').slice(1);
    expect(pictures).toHaveLength(5);
    for (const picture of pictures) {
      const [, ids] = /role="img" aria-labelledby="([^"]+)"/.exec(picture) ?? [];
      for (const id of ids?.split(' ') ?? ['missing']) expect(html).toContain(`id="${id}"`);
      expect(picture.slice(picture.lastIndexOf('</svg>'))).toMatch(
        /^<\/svg><\/div>\s*<details><summary>The same as a table<\/summary><div class="scroll" tabindex="0"/,
      );
    }
  });

  test('a recording that is named leads to its row, a rule to its finding, and each claim to its evidence', () => {
    expect(html).toContain('<tr id="recording-06-search"><th scope="row" class="short">06-search<');
    expect(html).toContain('<a href="#recording-06-search">06-search</a>');
    expect(html).toMatch(/<tr id="rule-retained-memory">/);
    const answer = html.slice(html.indexOf('id="answer"'), html.indexOf('id="verdict"'));
    expect(answer).toContain('Evidence: <a href="#limits-tried-heading">');
    const base = verified();
    const leak = { rule: 'leak', outcome: 'clear' as const, title: 'Leak', why: 'no', remedy: '', evidence: [] };
    const withRule = htmlOf({ ...base, analysis: { ...base.analysis, findings: [leak] } });
    expect(withRule).toContain('<a href="#rule-leak">rule: Leak</a>');
    expect(html).not.toContain('#rule-leak');
  });

  test('ids are there once, and every link in the page has its target', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test('shows limit, phases, kernel peaks, kill and load of the failed run', () => {
    const failed = html.slice(html.indexOf('The failed run with the highest limit: 06-search'));
    for (const text of [
      'limit of this run 192Mi',
      'recommended limit 208Mi',
      '>cooldown<',
      'class="watermark"',
      '15 s: node, main process killed',
      'class="load"',
    ])
      expect(failed).toContain(text);
  });

  test('says the risk of one run at peak, and never that anything is proven', () => {
    expect(html).toContain('1 % per run of 8 s at peak');
    expect(html).not.toMatch(/proven|guarantee[sd]? /i);
  });

  test('has themes for light, dark and paper', () => {
    for (const rule of ['prefers-color-scheme:dark', '@media print', 'max-width:640px']) expect(html).toContain(rule);
  });
});

describe('report.html of other outcomes', () => {
  test.each([
    ['refuted', 'REFUTED', ['Do not set 208Mi', 'No</span>']],
    ['leaking', 'NO RECOMMENDATION', ['For now: 512Mi, and restart every 30 min', 'It leaks</b>', '63 min', '2.7 h', '310Mi per hour']],
    ['unverified', 'NOT VERIFIED', ['There is none', 'best guess so far', '# NOT VERIFIED', 'The kernel log could not be read', 'a warm run reads too low']],
    ['interrupted', 'NO RECOMMENDATION', ['Interrupted</b>', 'No load level was measured', 'No limit was tried', 'No phase was measured']],
  ] as const)('%s is said as loudly as verified', (name, word, texts) => {
    const html = htmlOf(variants[name]());
    expect(html).toContain(`<span class="word">${word}</span>`);
    expect(html).not.toContain('<span class="word">VERIFIED</span>');
    for (const text of texts) expect(html).toContain(text);
  });

  test('a refuted limit is not offered for copying, a verified one is', () => {
    expect(htmlOf(variants.refuted())).not.toContain('<pre');
    expect(htmlOf(variants.verified())).toMatch(/<pre[^>]*># container app\nresources:\n {2}requests:\n {4}memory: 208Mi/);
  });

  test('an init container and a native sidecar are called so, where they are copied from and in the table', () => {
    const base = verified();
    const [app] = base.recommendation.containers;
    if (app === undefined) throw new Error('the document has a container');
    const containers = [app, { ...app, name: 'migrate', role: 'init' as const, searched: false }, { ...app, name: 'proxy', role: 'sidecar' as const }];
    const html = htmlOf({ ...base, recommendation: { ...base.recommendation, containers } });
    expect(html).toMatch(/# container migrate, init container\nresources:[^#]*# container proxy, native sidecar\n/);
    expect(html).toMatch(/migrate<[^|]{0,80}init container<[^|]{0,80}not searched/);
  });

  test('a verified run that was interrupted once says so, without taking its verdict back', () => {
    const base = verified();
    const cut = { ...base.analysis.quality, interrupted: true };
    const recordings = [...base.analysis.recordings, recording('13-confirm', { quality: cut, purpose: 'confirm' })];
    const html = htmlOf({ ...base, analysis: { ...base.analysis, quality: cut, recordings } });
    expect(unlinked(html)).toContain('<li class="warn"><b>Interrupted</b> 1 of 5 recordings was cut off before the end: 13-confirm.</li>');
    expect(html.slice(html.indexOf('id="verdict"'), html.indexOf('<nav'))).not.toContain('cut off');
    const other = htmlOf(variants.interrupted());
    expect(unlinked(other)).toContain('<li class="bad"><b>Interrupted</b> 1 of 1 recording was cut off before the end: 01-record.</li>');
    expect(other.slice(other.indexOf('id="verdict"'), other.indexOf('<nav'))).toContain('cut off');
  });

  test('text of workloads cannot become markup', () => {
    const html = htmlOf(hostile());
    expect(html).not.toMatch(/<img|onerror="/);
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html).toContain('&lt;/script&gt;&lt;/style&gt;&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &quot;quoted&quot; &#39;and&#39; &amp;amp;');
  });

  test('control characters and turned text are made visible, ordinary other scripts stay', () => {
    const base = analysis();
    const notes = [{ code: 'n', text: 'a\u001b[31mred\u0000 \u202egpj.exe naïve 日本語' }];
    const html = htmlOf({ ...verified(), analysis: { ...base, quality: { ...base.quality, notes } } });
    expect(html).toContain('a\ufffd[31mred\ufffd \ufffdgpj.exe naïve 日本語');
  });

  test('recordings that are gone are named, and the verdict still stands', () => {
    const html = htmlOf(verified(), join(runDir, 'elsewhere'));
    expect(unlinked(html)).toContain('Not drawn</b> 02-record');
    expect(html).toContain('There is no recording with samples to draw.');
    expect(html).toContain('>VERIFIED<');
    expect(html).not.toContain('highwater-report-');
  });
});
