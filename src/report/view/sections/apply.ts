import { buildPatches } from '../../patches/build-patches.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Section, Table } from '../report-view.ts';
import { cell } from '../wording.ts';

/** How the numbers get into a cluster: the command, and the files beside the report. */
export function applySection({ plan, recommendation }: JudgedDocuments): Section {
  const patches = buildPatches(plan, recommendation);
  const written = patches.filter(({ result }) => 'text' in result);
  const section = { id: 'apply', title: 'How to apply it', weight: 'detail', notes: [], charts: [] } as const;
  const reasons = [...new Set(patches.flatMap(({ result }) => ('none' in result ? [result.none] : [])))];
  if (written.length === 0) return { ...section, paragraphs: [`No patches were written: ${reasons.join('; ')}.`], tables: [] };
  const paragraphs = [commandSentence(recommendation)].filter((text) => text !== '');
  return { ...section, paragraphs, tables: [patchTable(patches)] };
}

function commandSentence({ status, runId, containers }: JudgedDocuments['recommendation']): string {
  if (containers.every(({ memory }) => memory.limitBytes === null)) return 'No limit is recommended: highwater apply has nothing to write.';
  if (status === 'verified') return `Into your own manifest, comments and order kept: highwater apply reports/${runId} shows the difference, --write makes it.`;
  return status === 'unverified' ? 'These numbers are not verified: highwater apply refuses them, and the files say so in their first lines.' : '';
}

function patchTable(patches: ReturnType<typeof buildPatches>): Table {
  return {
    caption: 'Files in patches/ beside this report',
    columns: [{ title: 'File' }, { title: 'What it is' }, { title: 'How it is used', wide: true }],
    rows: patches.map(({ file, what, use, verified, result }) =>
      'text' in result
        ? [cell(file), cell(what, undefined, verified ? [] : ['not verified']), cell(use)]
        : [cell(file), cell(what), cell(`Not written: ${result.none}.`, 'warn')],
    ),
  };
}
