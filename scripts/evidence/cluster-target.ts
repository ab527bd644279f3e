// `--target cluster` as a user of an existing cluster meets it: with exactly the roles that `highwater doctor --rbac` prints, with each right of them taken away,
// in wrong contexts, behind the fences that platforms put around a namespace, and after a runner was killed. Each row is one run of the command, after
// which the cluster must hold nothing of it. Usage: npm run evidence -- cluster-target [KUBECONFIG NODE]; without them it makes a kind cluster of its own.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { OwnCluster } from '../../test/kind/own-cluster.ts';
import { askedOf, openAuditedCluster } from './lib/cluster-target/audited-cluster.ts';
import { type Trial, TrialBench } from './lib/cluster-target/trial.ts';
import { trialsOf } from './lib/cluster-target/trials.ts';
import { inWords, LimitedUser, userGroup } from './lib/cluster-target/user.ts';
import { ownPool } from './pool.mjs';

const pool = ownPool() as { dir: string; unit<T>(key: string, work: () => Promise<T>): Promise<T> };
const [kubeconfig, node] = process.argv.slice(2);
const given: OwnCluster | undefined = kubeconfig && node ? { kubeconfig, node, close: () => undefined } : undefined;
const cluster = given ?? (await openAuditedCluster(userGroup));
const address = execFileSync('docker', ['inspect', cluster.node, '-f', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'], { encoding: 'utf8' });
const user = new LimitedUser(cluster.kubeconfig, address.trim());
let madeNow = 0;
const bench = new TrialBench(user, join(pool.dir, 'last-failure.txt'));

class NotAsWanted extends Error {
  readonly row: Trial;

  constructor(row: Trial) {
    super(row.title);
    this.row = row;
  }
}

try {
  const rows: Trial[] = [];
  for (const { title, run } of trialsOf(bench)) {
    const row = await kept(title, run);
    console.error(`${row.right ? 'as wanted' : 'WRONG    '} ${row.seconds} s  ${title}`);
    rows.push(row);
  }
  console.log('| asked | exit | requests, by recording | seconds | last words | left behind |\n|---|---|---|---|---|---|');
  for (const { title, code, requests, seconds, said, left } of rows)
    console.log(`| ${title} | ${code} | ${requests.join(', ') || 'none'} | ${seconds} | ${said.replaceAll('|', '\\|')} | ${left.join(' ') || 'nothing'} |`);
  const wrong = rows.filter(({ right }) => !right);
  console.log(`\n${rows.length} runs, ${wrong.length} not as wanted${wrong.map(({ title }) => `; ${title}`).join('')}`);
  tellAudit(rows.length);
  if (wrong.length > 0) process.exitCode = 1;
} finally {
  bench.close();
  user.close();
  cluster.close();
}

/** A run that did not end as wanted is shown, and made again the next time. */
async function kept(title: string, run: (title: string) => Promise<Trial>): Promise<Trial> {
  const made = async (): Promise<Trial> => {
    const row = await run(title);
    if (!row.right) throw new NotAsWanted(row);
    return row;
  };
  return pool
    .unit(title, () => made().finally(() => (madeNow += 1)))
    .catch((error: unknown) => {
      if (error instanceof NotAsWanted) return error.row;
      throw error;
    });
}

/** What the API server heard from the user: least rights are those that are granted and used. */
function tellAudit(all: number): void {
  const asked = askedOf(cluster.node);
  const used = new Set(asked.map(({ right }) => right));
  const needed = user.grants.filter(({ role }) => role !== 'highwater-manifests');
  // Server-side apply of a new object is asked for as patch, and allowed by create as well.
  const idle = needed.filter((grant) => grant.verb !== 'create' && !used.has(inWords(grant))).map((grant) => inWords(grant));
  const beyond = asked.filter(({ right, denied }) => denied && !user.grants.some((grant) => inWords(grant) === right));
  if (madeNow < all) console.log(`the audit log of this cluster holds ${madeNow} of the ${all} runs:`);
  console.log(`granted in highwater-cluster and highwater-run and never used: ${idle.join(', ') || 'none'}`);
  console.log(`asked for and not in any printed role: ${beyond.map(({ right }) => right).join(', ') || 'none'}`);
}
