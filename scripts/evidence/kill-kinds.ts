// Every kind of a pod's death that a node of kind can be made to produce: what is found, beside what each source says by itself. The recordings stay.
// Usage: npm run evidence -- kill-kinds [WORD-OF-TITLE], with a Docker engine and kind; makes a cluster of its own.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeRecording } from '../../src/analysis/analyze-recording.ts';
import type { Death } from '../../src/analysis/document.ts';
import { haveHappened } from '../../test/kind/happened.ts';
import { type KillKind, killKinds } from '../../test/kind/kill-kinds.ts';
import { openOwnCluster, smallNodeBytes } from '../../test/kind/own-cluster.ts';
import { recordPods } from '../../test/kind/record-pods.ts';
import { ownPool } from './pool.mjs';

const pool = ownPool() as { dir: string };
const [word = ''] = process.argv.slice(2);
const { kubeconfig, node, close } = await openOwnCluster(smallNodeBytes);

const rows: string[] = [];
try {
  for (const [index, kind] of killKinds.filter(({ title }) => title.includes(word)).entries()) rows.push(await rowOf(kind, index));
} finally {
  close();
}
console.log('\n| made | named | pod status | counters | kernel log | `kubectl get pod` alone |\n|---|---|---|---|---|---|');
for (const row of rows) console.log(row);

async function rowOf(kind: KillKind, index: number): Promise<string> {
  const dir = join(pool.dir, kind.pod.metadata?.name ?? String(index));
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const namespace = `dev-ledger-kinds-${process.pid}-${index}`;
  let alone = '';
  await recordPods({
    dir,
    kubeconfig,
    node,
    namespace,
    pods: [kind.pod],
    container: 'app',
    until: async (kubectl) => {
      await haveHappened([kind], kubectl, node, namespace);
      alone = kubectl('get', 'pod', '--no-headers').trim().split(/\s+/).slice(1, -1).join(' ');
      writeFileSync(join(dir, 'kubectl.txt'), `${alone}\n`);
    },
  });
  const { deaths, disturbances = [] } = analyzeRecording(dir);
  const right = JSON.stringify(deaths.map(words)) === JSON.stringify(kind.expected.map(words)) ? '' : ' **WRONG**';
  console.log(`${kind.title}: ${deaths.map(words).join('; ') || 'nothing'}${right}`);
  const cells = [
    [...deaths.map(words), ...disturbances.map(({ cause }) => `disturbed: ${cause}`)].join('; ') + right,
    ...(['pod-status', 'counter', 'kernel-log'] as const).map((source) => evidenceOf(deaths, source)),
    alone,
  ];
  return `| ${kind.title} | ${cells.join(' | ')} |`;
}

function words({ class: cause, container, mainProcess }: Pick<Death, 'class' | 'container' | 'mainProcess'>): string {
  return `${cause} (${container}${mainProcess ? '' : ', main process lives'})`;
}

/** Short enough for a table. */
function evidenceOf(deaths: readonly Death[], source: Death['evidence'][number]['source']): string {
  const texts = deaths.flatMap(({ evidence }) => evidence.filter((each) => each.source === source).map(({ text }) => text));
  const short = texts.map((text) =>
    text
      .replace(/\/\S*\/(\S+)/g, '$1')
      .replaceAll(/[0-9a-f]{40,}|[0-9a-f_]{36}/g, '…')
      .slice(0, 90),
  );
  return short.join('; ').replaceAll('|', '/') || 'nothing';
}
