import { escapeMarkdown } from '../markdown/escape.ts';
import { plainTree } from '../view/plain-text.ts';
import type { SizedWorkload, Sizing } from './document.ts';
import { changeText, costText, interimText, memoryOrNone, podText, totalText, whyChanged } from './sizing-words.ts';

const signs = { verified: '✅', refuted: '❌', unverified: '⚠️', none: '❌' } as const;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const withChange = (bytes: number | null, change: number | null): string =>
  [memoryOrNone(bytes), ...(change === null || change === 0 ? [] : [`(${changeText(change)})`])].join(' ');

function sizeRow({ scenario, ref, container, to, limitChangeBytes, requestChangeBytes }: SizedWorkload): string {
  const { min, max, source } = to.replicas;
  const replicas = `${min === max ? min : `${min} to ${max}`}${source === 'assumed' ? ' (assumed)' : ''}`;
  const names = `${escapeMarkdown(scenario)}${ref === null ? '' : `<br>${escapeMarkdown(`${ref}, ${container}`)}`}`;
  const manifest = `${memoryOrNone(to.manifestRequestBytes)} / ${memoryOrNone(to.manifestLimitBytes)}`;
  return row([
    `${signs[to.status]} ${to.status}`,
    names,
    withChange(to.requestBytes, requestChangeBytes),
    withChange(to.limitBytes, limitChangeBytes),
    memoryOrNone(to.needBytes),
    escapeMarkdown(podText(to)),
    manifest,
    replicas,
  ]);
}

function digestRow({ scenario, to: { digests, runId } }: SizedWorkload): string {
  const short = (digest: string | null) => (digest === null ? '' : escapeMarkdown(digest.replace(/^sha256:/, '').slice(0, 12)));
  const { image, program, script, load, kernel, tool } = digests;
  return row([
    escapeMarkdown(scenario),
    short(image),
    short(program),
    short(script),
    short(load),
    escapeMarkdown(kernel ?? ''),
    escapeMarkdown(tool),
    escapeMarkdown(runId),
  ]);
}

/** The verdict of the release in one line. */
function headline({ workloads }: Sizing): string {
  const verified = workloads.filter(({ to }) => to.status === 'verified').length;
  const changed = workloads.filter(({ limitChangeBytes }) => limitChangeBytes !== null && limitChangeBytes !== 0).length;
  return `${verified} of ${workloads.length} workloads have a verified limit; ${changed} ${changed === 1 ? 'limit' : 'limits'} changed.`;
}

const list = (title: string, items: readonly string[]): string[] => (items.length === 0 ? [] : [`## ${title}`, '', ...items]);

const sizes = ({ workloads }: Sizing): string[] => [
  '## What to set',
  '',
  row(['', 'workload', 'request', 'limit', 'need', 'a pod (request / limit)', 'manifest today (request / limit)', 'replicas']),
  '|---|---|---:|---:|---:|---|---:|---:|',
  ...workloads.map(sizeRow),
];

const doubtful = ({ workloads }: Sizing): string[] =>
  workloads
    .filter(({ to }) => to.status !== 'verified')
    .map(({ scenario, to }) => `- ${signs[to.status]} **${escapeMarkdown(scenario)}**: ${escapeMarkdown(`${to.why}${interimText(to)}`)}`);

function changes({ workloads, gone, total }: Sizing): string[] {
  if (total.from === null) return [];
  const changed = workloads.map((workload) => `- **${escapeMarkdown(workload.scenario)}**: ${escapeMarkdown(whyChanged(workload))}`);
  return [...changed, ...gone.map((scenario) => `- **${escapeMarkdown(scenario)}**: no longer there`)];
}

const together = ({ total, cost }: Sizing): string[] => [
  `- This release: ${escapeMarkdown(totalText(total.to))}`,
  ...(total.from === null ? [] : [`- The last one: ${escapeMarkdown(totalText(total.from))}`]),
  ...(cost === null ? [] : [`- Cost: ${escapeMarkdown(costText(cost))}`]),
];

const patches = ({ workloads }: Sizing): string[] =>
  workloads.flatMap((workload) => (workload.patches === null ? [] : [`- ${escapeMarkdown(workload.scenario)}: \`${workload.patches.replaceAll('`', '')}\``]));

const measuredFrom = ({ workloads }: Sizing): string[] => [
  '## Measured from',
  '',
  row(['workload', 'image', 'program', 'script', 'load', 'kernel', 'highwater', 'run']),
  '|---|---|---|---|---|---|---|---|',
  ...workloads.map(digestRow),
];

/** The sizing report of a release as Markdown: what to set, what changed and why, what it adds up to, and from what it was measured. */
export function renderSizing(raw: Sizing): string {
  const sizing = plainTree(raw);
  const sections = [
    ['# Memory of this release', '', headline(sizing)],
    list('Not verified', doubtful(sizing)),
    sizes(sizing),
    list('What changed, and why', changes(sizing)),
    list('Together', together(sizing)),
    list('Patches', patches(sizing)),
    list(
      'Left out',
      sizing.leftOut.map(({ run, why }) => `- ${escapeMarkdown(run)}: ${escapeMarkdown(why)}`),
    ),
    measuredFrom(sizing),
  ];
  const texts = sections.filter((section) => section.length > 0).map((section) => section.join('\n'));
  return `${texts.join('\n\n')}\n`;
}
