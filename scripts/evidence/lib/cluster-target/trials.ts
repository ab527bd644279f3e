import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { type Fence, fencing, limitRange, ofWorkload, quota } from './fences.ts';
import type { Trial, TrialBench, Wanted } from './trial.ts';
import { type Grant, inWords, type LimitedUser } from './user.ts';

export interface PlannedTrial {
  readonly title: string;
  readonly run: (title: string) => Promise<Trial>;
}

const near = ['--context', 'near'];
const privileged = ['--set', 'target.cluster.writeCgroups=true', '--set', 'target.cluster.kernelLog=true', '--set', 'policy.maxRuns=12'];
const jobs = (count: number): string[] => ['--set', `target.cluster.jobs=${count}`];
const refused = (says: RegExp): Wanted => ({ code: 3, says, loaded: false });
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

function contexts(bench: TrialBench): PlannedTrial[] {
  const trial = (title: string, args: readonly string[], says: RegExp): PlannedTrial => ({
    title,
    run: () => bench.trial(title, bench.measure('record', ...args), { code: 2, says, loaded: false }),
  });
  return [
    trial('no context', [], /needs a context/),
    trial('a context that is not of this machine, without --yes', ['--context', 'far'], /context far is not of this machine .*was not confirmed/),
    trial('a context that there is not', ['--context', 'nowhere'], /no context 'nowhere'\s+next: it has near, far/),
  ];
}

function whole(bench: TrialBench): PlannedTrial[] {
  return [
    {
      title: 'the printed rights: record, far context with --yes',
      run: (title) => bench.trial(title, bench.measure('record', '--context', 'far', '--yes'), { code: 0, loaded: true }),
    },
    {
      title: 'the printed rights: whole run, a sampler without privileges says why nothing is verified',
      run: (title) => bench.trial(title, bench.measure('run', ...near), { code: 5, says: /page cache could not be made\s+cold/, loaded: true }),
    },
    {
      title: 'the printed rights: whole run, a sampler that may write and hear',
      run: (title) => bench.trial(title, bench.measure('run', ...near, ...privileged), { code: 0, says: /VERIFIED:/, loaded: true }),
    },
  ];
}

/** nodes/proxy may be left out; of the kinds of the manifests, the small scenario has a Deployment and a Service. */
const isNeeded = ({ role, resource }: Grant): boolean => resource !== 'nodes/proxy' && (role !== 'highwater-manifests' || resource === 'deployments');

function rights(bench: TrialBench): PlannedTrial[] {
  const { user } = bench;
  const without = (grant: Grant, wanted: Wanted): PlannedTrial => ({
    title: `without ${inWords(grant)}`,
    async run(title) {
      user.take(grant);
      try {
        return await bench.trial(title, bench.measure('record', ...near, ...(grant.role === 'highwater-load' ? jobs(2) : [])), wanted);
      } finally {
        user.take(undefined);
      }
    },
  });
  const proxy = user.grants.find(({ resource }) => resource === 'nodes/proxy') as Grant;
  return [
    ...user.grants.filter(isNeeded).map((grant) => without(grant, refused(new RegExp(`lacks rights:[\\s\\S]*- ${escaped(inWords(grant))}( in|\\n)`)))),
    without(proxy, { code: 0, loaded: true }),
  ];
}

function fences(bench: TrialBench): PlannedTrial[] {
  const behind = (title: string, fence: Fence, wanted: Wanted): PlannedTrial => ({
    title,
    async run() {
      const end = fencing(bench.user.admin, fence);
      await sleep(1000);
      return bench.trial(title, bench.measure('record', ...near), wanted).finally(end);
    },
  });
  const defaults = limitRange({ default: { memory: '64Mi' }, defaultRequest: { memory: '64Mi' } });
  const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  return [
    behind(
      'ResourceQuota below the manifest',
      { namespaces: ofWorkload, objects: [defaults, quota({ 'limits.memory': '150Mi' })] },
      refused(/a ResourceQuota is in the way: .*exceeded quota: platform/),
    ),
    behind(
      'LimitRange below the manifest',
      { namespaces: ofWorkload, objects: [limitRange({ max: { memory: '80Mi' } })] },
      refused(/a LimitRange is in the way: .*maximum memory usage per Container is 80Mi/),
    ),
    behind(
      'Pod Security restricted',
      { namespaces: ofWorkload, labels: restricted },
      refused(/Pod Security is in the way: .*violates PodSecurity "restricted/),
    ),
    behind(
      'LimitRange with a default, ResourceQuota below the loose limit: goes on and says so',
      { namespaces: ofWorkload, objects: [defaults, quota({ 'limits.memory': '400Mi' })] },
      { code: 0, loaded: true, says: /container logger: the cluster sets memory limit none -> 64Mi[\s\S]*no limit above 208Mi is admitted: .*exceeded quota/ },
    ),
  ];
}

/** Far enough apart that a busy machine starts each iteration before the next is due, and the last before its level ends. */
const steady = ['load.levels=[5,10]', 'load.expected=5', 'load.peak=10', 'load.hold=4s'].flatMap((text) => ['--set', text]);
const requestsOfSteady = 4 * (5 + 10);

function segments(bench: TrialBench): PlannedTrial[] {
  const from = (title: string, more: readonly string[]): PlannedTrial => ({
    title,
    run: () => bench.trial(title, bench.measure('record', ...near, ...steady, ...more), { code: 0, loaded: true, requests: requestsOfSteady }),
  });
  return [
    from('load from this machine', []),
    from('load from one Job', jobs(1)),
    from('load from two Jobs', jobs(2)),
    {
      title: 'Jobs of an image that there is not',
      run: (title) =>
        bench.trial(
          title,
          bench.measure('record', ...near, ...jobs(1), '--set', 'target.cluster.k6Image=localhost/no-such-k6:1'),
          refused(/k6 does not start in the cluster: .*no-such-k6:1/),
        ),
    },
  ];
}

function foreign(name: string, managed: boolean, expires: string): string {
  const labels = managed ? { 'app.kubernetes.io/managed-by': 'highwater', 'highwater.dev/run': name } : {};
  const annotations = { 'highwater.dev/expires': expires, 'highwater.dev/owner': 'another-machine/1/1' };
  return stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations } });
}

/** A k6 without a runner stops after a minute; the pods stay for `clean`. Rejects where it goes on. */
async function untilNoK6(user: LimitedUser, namespaces: readonly string[]): Promise<void> {
  const namespace = namespaces.find((name) => name.startsWith('highwater-agent-')) ?? '';
  const pods = user.kubectl('get', 'pods', '-n', namespace, '-l', 'app.kubernetes.io/component=load', '-o', 'name').trim().split('\n');
  const running = (): number =>
    pods.filter((pod) => user.kubectl('exec', '-n', namespace, pod, '-c', 'load', '--', 'sh', '-c', 'cat /proc/[0-9]*/comm').split('\n').includes('k6')).length;
  if (running() !== pods.length) throw new Error('the load had ended before the runner was killed');
  for (let waited = 0; waited < 100 && running() > 0; waited += 2) await sleep(2000);
  if (running() > 0) throw new Error('k6 goes on without its runner');
}

function cleaning(bench: TrialBench): PlannedTrial[] {
  const { user } = bench;
  const others = [
    foreign('highwater-expired', true, '2020-01-01T00:00:00Z'),
    foreign('highwater-lives', true, '2999-01-01T00:00:00Z'),
    foreign('not-ours', false, '2020-01-01T00:00:00Z'),
  ];
  const killed = (title: string, more: readonly string[], afterwards = async () => {}): PlannedTrial => ({
    title,
    async run() {
      const run = bench.start(bench.measure('record', ...near, ...more));
      await run.said(/level-/);
      run.child.kill('SIGKILL');
      await run.finished;
      await afterwards();
      const says = /removed from cluster: namespace highwater-\d+[\s\S]*removed from cluster: namespace highwater-agent-/;
      return bench.trial(title, ['clean', ...near], { code: 0, says });
    },
  });
  return [
    killed('runner killed with -9 under load, then clean', []),
    killed('runner killed with -9 under load from Jobs: k6 stops by itself, then clean', [...jobs(2), '--set', 'load.hold=3m'], () =>
      untilNoK6(bench.user, bench.namespaces()),
    ),
    {
      title: 'clean --expired beside namespaces of others',
      async run(title) {
        user.apply(others.join('---\n'));
        const wanted = { code: 0, says: /^removed from cluster: namespace highwater-expired of context near\n$/, left: ['highwater-lives'] };
        const row = await bench.trial(title, ['clean', ...near, '--expired'], wanted);
        const spared = user.kubectl('get', 'namespace', 'not-ours', '--ignore-not-found', '-o', 'name').trim() !== '';
        user.kubectl('delete', 'namespace', 'highwater-lives', 'not-ours', '--ignore-not-found');
        return { ...row, right: row.right && spared };
      },
    },
  ];
}

/** Everything that is tried, in an order in which a broken basis shows first. */
export function trialsOf(bench: TrialBench): PlannedTrial[] {
  return [...contexts(bench), ...whole(bench), ...rights(bench), ...fences(bench), ...segments(bench), ...cleaning(bench)];
}
