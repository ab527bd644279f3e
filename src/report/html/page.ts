import { createHash } from 'node:crypto';
import type { Answer, ReportView, Verdict } from '../view/report-view.ts';
import { escapeHtml } from './escape.ts';
import { type TextRenderer, textRenderer } from './link-text.ts';
import { renderLinks } from './links.ts';
import { renderSection } from './section.ts';
import { style } from './style.ts';
import { zoomScript } from './zoom-script.ts';

/** Nothing may be loaded, and nothing may run but the one script of the page, known by its digest, whatever text a workload managed to get in here. */
const scriptDigest = createHash('sha256').update(zoomScript).digest('base64');
const policy = `default-src 'none'; script-src 'sha256-${scriptDigest}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;

/** The whole report as one HTML file that needs nothing else. */
export function renderHtml(view: ReportView): string {
  const text = textRenderer(view.targets);
  const title = escapeHtml(`${view.verdict.word}: ${view.scenario}`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#verdict">To the verdict</a>
<header><h1>highwater report: <b>${escapeHtml(view.scenario)}</b>, run ${escapeHtml(view.runId)}</h1></header>
<main>
${renderAnswer(view.answer, text)}
${renderVerdict(view.verdict, text)}
${renderContents(view)}
${view.sections.map((section) => renderSection(section, text)).join('\n')}
</main>
<footer>Made from analysis.json and recommendation.json of this run; the recordings beside them can be judged again.</footer>
<script>${zoomScript}</script>
</body>
</html>
`;
}

function renderAnswer(answer: Answer, text: TextRenderer): string {
  const sentences = answer.sentences.map((sentence) => `<p>${text(sentence)}</p>`).join('');
  return `<section class="panel ${answer.tone}" id="answer" aria-labelledby="answer-heading"><h2 id="answer-heading">${escapeHtml(answer.question)}</h2>
<p class="headline"><span class="word">${escapeHtml(answer.word)}</span></p>${sentences}${renderLinks(answer.links)}</section>`;
}

function renderVerdict(verdict: Verdict, text: TextRenderer): string {
  const sentences = verdict.sentences.map((sentence) => `<p>${text(sentence)}</p>`).join('');
  const facts = verdict.facts.map(({ label, value }) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('');
  const snippet = verdict.snippet === '' ? '' : `<pre tabindex="0" role="group" aria-label="Lines for the manifest">${escapeHtml(verdict.snippet)}</pre>`;
  return `<section class="panel ${verdict.tone}" id="verdict" aria-labelledby="verdict-heading"><h2 id="verdict-heading">What to set, and how sure it is</h2>
<p class="headline"><span class="word">${escapeHtml(verdict.word)}</span>${escapeHtml(verdict.headline)}</p>
${snippet}${sentences}
<dl class="facts">${facts}</dl>${renderLinks(verdict.links)}</section>`;
}

function renderContents(view: ReportView): string {
  const items = view.sections.map(({ id, title }) => `<li><a href="#${id}-heading">${escapeHtml(title)}</a></li>`).join('');
  return `<nav aria-label="Contents"><ul>${items}</ul></nav>`;
}
