import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { bad, type Moment } from './moment.ts';
import type { RecordOptions, Stage } from './stage.ts';

interface Kubeconfig {
  readonly clusters: { readonly cluster: { server: string } }[];
  readonly users: { user: object }[];
}

/** `--target cluster` with the cluster that is kept as one that exists, and a copy of its kubeconfig that the case may spoil. */
function asExisting(stage: Stage, spoil: (config: Kubeconfig) => void = () => undefined, context = `kind-${stage.cluster}`): RecordOptions {
  const config = parse(readFileSync(stage.kubeconfig, 'utf8')) as Kubeconfig;
  spoil(config);
  const path = join(stage.sandbox.dir, 'kubeconfig');
  writeFileSync(path, stringify(config));
  const args = ['--target', 'cluster', '--context', context, '--set', 'target.cluster.url=http://{node}:{nodePort}'];
  return { keep: false, args, env: { KUBECONFIG: path } };
}

/** A user that may do what these roles grant, and nothing else. */
function asUser(stage: Stage, name: string, roles: readonly string[]): (config: Kubeconfig) => void {
  stage.kubectl('create', 'serviceaccount', name);
  for (const role of roles) stage.kubectl('create', 'clusterrolebinding', `${name}-${role}`, `--clusterrole=${role}`, `--serviceaccount=default:${name}`);
  const token = stage.kubectl('create', 'token', name).trim();
  return ({ users }) => {
    for (const each of users) each.user = { token };
  };
}

const twin = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'other' },
  spec: { selector: { matchLabels: { app: 'other' } }, template: { metadata: { labels: { app: 'other' } }, spec: { containers: [{ name: 'app' }] } } },
};
const ofNoKind = { apiVersion: 'example.com/v1', kind: 'Wodget', metadata: { name: 'one' } };
/** What a user gave to the API server and it does not take: a port out of range. */
const refused = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'more' }, spec: { selector: { app: 'web' }, ports: [{ port: 99999 }] } };

export const badInput: readonly Moment[] = [
  bad('context that does not exist', (stage) => asExisting(stage, undefined, 'staging')),
  bad('API server that nobody runs', (stage) =>
    asExisting(stage, ({ clusters }) => {
      for (const { cluster } of clusters) cluster.server = 'https://127.0.0.1:1';
    }),
  ),
  bad('token that is no longer valid', (stage) =>
    asExisting(stage, ({ users }) => {
      for (const each of users) each.user = { token: 'expired' };
    }),
  ),
  bad('user without rights', (stage) => asExisting(stage, asUser(stage, 'nobody', []))),
  bad('user who may only look', (stage) => asExisting(stage, asUser(stage, 'looker', ['view']))),
  bad('image that does not exist', () => ({ scenario: { app: { image: 'registry.invalid/no-such-image:1', resources: {} } } })),
  bad('image that may not be pulled', () => ({ scenario: { app: { image: 'localhost/no-such-image:1', imagePullPolicy: 'Never', resources: {} } } })),
  bad('two workloads of one name', () => ({ scenario: { more: [twin] } })),
  bad('Service without endpoints', () => ({ scenario: { selects: 'wab' } })),
  bad('manifest that the API server refuses', () => ({ scenario: { more: [refused] } })),
  bad('kind that the cluster does not have', () => ({ scenario: { more: [ofNoKind] } })),
  bad('workload that is in no manifest', () => ({ args: ['--set', 'workload.ref=Deployment/wab'] })),
  bad('node image that does not exist', () => ({ args: ['--set', 'target.kind.image=kindnode:none'] })),
];
