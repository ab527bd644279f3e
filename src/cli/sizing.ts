import { join, relative, resolve } from 'node:path';
import { buildSizing, type Price } from '../report/sizing/build-sizing.ts';
import type { Sizing } from '../report/sizing/document.ts';
import { renderSizing } from '../report/sizing/render-sizing.ts';
import { changeText, costText, memoryOrNone, totalText } from '../report/sizing/sizing-words.ts';
import { writeAtomically } from '../report/write-atomically.ts';
import { HighwaterError } from '../shared/errors.ts';
import { parseInconclusive } from './exit-code.ts';
import type { Verb } from './program.ts';
import { runsOfRelease } from './sizing-runs.ts';

/** `3.20`, or `3.20 EUR/month`. */
function parsePrice(text: string | undefined): Price | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(?:\s+(\S.*))?$/.exec(text.trim()) ?? [];
  if (amount === undefined) throw new HighwaterError('usage', `--price ${text}: expected the price of one GiB of memory, for example "3.20 EUR/month"`);
  return { perGiB: Number(amount), unit: unit ?? 'a month' };
}

function exitCodeOf({ workloads, leftOut }: Sizing, inconclusive: 'fail' | 'warn' | 'pass'): number {
  if (workloads.some(({ to }) => to.status === 'refuted' || to.status === 'none')) return 1;
  const open = workloads.some(({ to }) => to.status === 'unverified') || leftOut.some(({ why }) => why.startsWith('could not be read'));
  return open && inconclusive === 'fail' ? 5 : 0;
}

function summary({ workloads, gone, total, cost }: Sizing): string[] {
  return [
    ...workloads.map(({ scenario, to, from, limitChangeBytes }) => {
      const change = from === null ? 'new' : changeText(limitChangeBytes);
      return `${scenario}: ${to.status}, request ${memoryOrNone(to.requestBytes)}, limit ${memoryOrNone(to.limitBytes)}${change === '' ? '' : ` (${change})`}`;
    }),
    ...gone.map((scenario) => `${scenario}: no longer there`),
    `together: ${totalText(total.to)}`,
    ...(cost === null ? [] : [`cost: ${costText(cost)}`]),
  ];
}

/** `highwater sizing --to RUNS [--from RUNS]`: the sizes of a release in one document, and what changed since the last one. */
export const sizing: Verb = async (context, _args, options) => {
  const inconclusive = parseInconclusive(options.inconclusive);
  const price = parsePrice(options.price);
  if (options.to === undefined)
    throw new HighwaterError('usage', 'sizing needs --to, a run directory or a folder of them', {
      hint: 'highwater sizing --from reports/1.4 --to reports/1.5',
    });
  const toDir = resolve(context.cwd, options.to);
  const outDir = options.out === undefined ? toDir : resolve(context.cwd, options.out);
  const to = runsOfRelease(toDir, outDir);
  const from = options.from === undefined ? undefined : runsOfRelease(resolve(context.cwd, options.from), outDir);
  const report = buildSizing({ to: to.runs, from: from?.runs, leftOut: [...to.leftOut, ...(from?.leftOut ?? [])], price });
  await writeAtomically(join(outDir, 'sizing.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeAtomically(join(outDir, 'sizing.md'), renderSizing(report));
  context.stderr(`${summary(report).join('\n')}\nreport: ${relative(context.cwd, join(outDir, 'sizing.md'))}\n`);
  if (options.json) context.stdout(`${JSON.stringify(report)}\n`);
  return exitCodeOf(report, inconclusive);
};
