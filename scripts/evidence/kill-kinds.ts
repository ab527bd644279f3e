// Every kind of a pod's death that a node of kind can be made to produce: what is found, beside what each source says by itself. The recordings stay.
// Usage: npm run evidence -- kill-kinds [WORD-OF-TITLE...], with a Docker engine and kind; makes a cluster of its own, if anything is to be made.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeRecording } from '../../src/analysis/analyze-recording.ts';
import type { Death } from '../../src/analysis/document.ts';
import { haveHappened } from '../../test/kind/happened.ts';
import { type KillKind, killKinds } from '../../test/kind/kill-kinds.ts';
import { type OwnCluster, openOwnCluster, smallNodeBytes } from '../../test/kind/own-cluster.ts';
import { recordPods } from '../../test/kind/record-pods.ts';
import { ownPool } from './pool.mjs';

/** What `kubectl get pod` says at the end, and the folder of the recording: judged anew each time. */
interface Made {
  readonly alone: string;
}

const pool = ownPool() as { dir: string; unit<T>(key: string, work: () => Promise<T>): Promise<T> };
const words = process.argv.slice(2);
const chosen = killKinds.filter(({ title }) => words.length === 0 || words.some((word) => title.includes(word)));
const dirOf = (kind: KillKind): string => join(pool.dir, kind.pod.metadata?.name ?? '');

let cluster: OwnCluster | undefined;
const rows: string[] = [];
try {
  for (const kind of chosen) rows.push(rowOf(kind, await pool.unit(kind.title, () => make(kind))));
} finally {
  cluster?.close();
}
console.log('\n| made | named | pod status | counters | kernel log | `kubectl get pod` alone |\n|---|---|---|---|---|---|');
for (const row of rows) console.log(row);

async function make(kind: KillKind): Promise<Made> {
  cluster ??= await openOwnCluster(smallNodeBytes);
  const { kubeconfig, node } = cluster;
  const dir = dirOf(kind);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const namespace = `dev-kinds-${kind.pod.metadata?.name}`;
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
    },
  });
  return { alone };
}

function rowOf(kind: KillKind, { alone }: Made): string {
  const { deaths, disturbances = [] } = analyzeRecording(dirOf(kind));
  const right = JSON.stringify(deaths.map(inWords)) === JSON.stringify(kind.expected.map(inWords)) ? '' : ' **WRONG**';
  console.log(`${kind.title}: ${deaths.map(inWords).join('; ') || 'nothing'}${right}`);
  const cells = [
    [...deaths.map(inWords), ...disturbances.map(({ cause }) => `disturbed: ${cause}`)].join('; ') + right,
    ...(['pod-status', 'counter', 'kernel-log'] as const).map((source) => evidenceOf(deaths, source)),
    alone,
  ];
  return `| ${kind.title} | ${cells.join(' | ')} |`;
}

function inWords({ class: cause, container, mainProcess }: Pick<Death, 'class' | 'container' | 'mainProcess'>): string {
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
