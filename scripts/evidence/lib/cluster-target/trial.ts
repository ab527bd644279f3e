import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordingEvent } from '../../../../src/recording/events.ts';
import { type Running, Sandbox } from '../../../../test/cli/highwater.ts';
import { eachRecordedIn } from '../../../../test/smoke/kind/recordings.ts';
import { kindScenario } from '../../../../test/smoke/kind/scenario.ts';
import type { LimitedUser } from './user.ts';

export interface Wanted {
  readonly code: number;
  /** What stderr must say. */
  readonly says?: RegExp;
  /** Whether load was sent; not looked at where left out. */
  readonly loaded?: boolean;
  /** In every recording. */
  readonly requests?: number;
  /** Namespaces of others that must still be there. */
  readonly left?: readonly string[];
}

export interface Trial {
  readonly title: string;
  readonly code: number | null;
  readonly seconds: number;
  /** Last thing said on stderr, with the step to take. */
  readonly said: string;
  /** Whether load was sent. */
  readonly loaded: boolean;
  /** Requests that k6 counted in each recording of the run. */
  readonly requests: readonly number[];
  /** Namespaces of a run that were there afterwards. */
  readonly left: readonly string[];
  readonly right: boolean;
}

const runSelector = 'app.kubernetes.io/managed-by=highwater';
const scenarioSettings = ['--set', 'target.cluster.url=http://{node}:{nodePort}'];

/** Runs highwater as the limited user, and looks at what it said and left. */
export class TrialBench {
  readonly user: LimitedUser;
  readonly sandbox = new Sandbox();
  readonly scenario = kindScenario(this.sandbox, 'web');

  readonly #failureLog: string;

  /** What a command said that did not end as wanted goes to `failureLog`. */
  constructor(user: LimitedUser, failureLog: string) {
    this.user = user;
    this.#failureLog = failureLog;
  }

  start(args: readonly string[]): Running {
    return this.sandbox.start(args, { KUBECONFIG: this.user.kubeconfig });
  }

  /** `record` or `run` of the small scenario in a context. */
  measure(verb: 'record' | 'run', ...args: string[]): string[] {
    return [verb, this.scenario, '--target', 'cluster', ...scenarioSettings, ...args];
  }

  namespaces(): string[] {
    return this.user.kubectl('get', 'namespace', '-l', runSelector, '-o', 'jsonpath={.items[*].metadata.name}').split(' ').filter(Boolean);
  }

  async trial(title: string, args: readonly string[], wanted: Wanted): Promise<Trial> {
    const beganMs = performance.now();
    const known = new Set(this.#runDirs());
    const run = this.start(args);
    const end = await run.finished;
    const said = end.stderr.trim().split('\n').slice(-4).join(' / ');
    const { loaded, requests } = loadOf(this.#runDirs().filter((dir) => !known.has(dir)));
    const left = this.namespaces();
    const asWanted = end.code === wanted.code && (wanted.says?.test(end.stderr) ?? true) && sameNames(left, wanted.left ?? []);
    const right = asWanted && loaded === (wanted.loaded ?? loaded) && requests.every((each) => each === (wanted.requests ?? each));
    if (!right) appendFileSync(this.#failureLog, `${title}: exit ${end.code}, left ${left.join(' ') || 'nothing'}\n${end.stderr}\n`);
    return { title, code: end.code, seconds: Math.round((performance.now() - beganMs) / 100) / 10, said, loaded, requests, left, right };
  }

  close(): void {
    this.sandbox.remove();
  }

  #runDirs(): string[] {
    return existsSync(join(this.sandbox.dir, 'reports')) ? this.sandbox.runDirs() : [];
  }
}

const sameNames = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

function loadOf(runDirs: readonly string[]): Pick<Trial, 'loaded' | 'requests'> {
  const all = runDirs.filter((dir) => existsSync(join(dir, 'recordings'))).flatMap((dir) => eachRecordedIn(dir));
  const sent = all.filter((events) => events.some((event) => event.kind === 'load-state' && event.state === 'released'));
  const counted = (events: readonly RecordingEvent[]) => events.reduce((sum, event) => sum + (event.kind === 'load' ? event.requests : 0), 0);
  return { loaded: sent.length > 0, requests: sent.map(counted) };
}
