import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { binary } from '../../../../test/cli/highwater.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Role {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly rules?: readonly Rule[];
}

/** One verb on one resource, and the first of the printed roles that grants it. */
export interface Grant {
  readonly role: string;
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
}

const namespace = 'highwater-tester';
/** Group that every request of the user carries. */
export const userGroup = `system:serviceaccounts:${namespace}`;
/** A Kubernetes user name: the token of a service account authenticates as this. */
const userName = `system:serviceaccount:${namespace}:tester`;

/** `patch deployments.apps`, as highwater and kubectl name a right. */
export const inWords = ({ group, resource, verb }: Grant): string => `${verb} ${resource}${group === '' ? '' : `.${group}`}`;

/** What a user does who reads the documents: takes the roles that `highwater doctor --rbac` prints, and fills in the name. */
function printedRoles(): Role[] {
  const text = execFileSync(process.execPath, [binary, 'doctor', '--rbac'], { encoding: 'utf8' });
  return parseAllDocuments(text.replaceAll('REPLACE-ME', userName)).map((document) => document.toJS() as Role);
}

function grantsOf(roles: readonly Role[]): Grant[] {
  const all = roles.flatMap(({ metadata: { name: role }, rules = [] }) =>
    rules.flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => ({ role, group, resource, verb })))),
    ),
  );
  return all.filter((grant, index) => all.findIndex((other) => inWords(other) === inWords(grant)) === index);
}

function without(role: Role, taken: Grant): Role {
  const rules = role.rules?.map((rule) => {
    const hit = rule.apiGroups.includes(taken.group) && rule.resources.includes(taken.resource);
    return hit ? { ...rule, verbs: rule.verbs.filter((verb) => verb !== taken.verb) } : rule;
  });
  return rules ? { ...role, rules: rules.filter(({ verbs }) => verbs.length > 0) } : role;
}

/** A user of a cluster who has the printed rights and nothing else, with a kubeconfig of his own. */
export class LimitedUser {
  readonly #folder = mkdtempSync(join(tmpdir(), 'highwater-user-'));
  /** Kubeconfig of the administrator. */
  readonly admin: string;
  readonly #roles = printedRoles();
  readonly grants: readonly Grant[] = grantsOf(this.#roles);
  readonly kubeconfig = join(this.#folder, 'kubeconfig');

  /** `nodeAddress`: another address of the API server than a loopback one. */
  constructor(adminKubeconfig: string, nodeAddress: string) {
    this.admin = adminKubeconfig;
    this.#apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'tester', namespace } },
      ...this.#roles,
    ]);
    writeFileSync(this.kubeconfig, this.#kubeconfig(nodeAddress), { mode: 0o600 });
  }

  /** Takes one right away, or gives all back. */
  take(grant: Grant | undefined): void {
    this.#apply(this.#roles.filter(({ kind }) => kind === 'ClusterRole').map((role) => (grant ? without(role, grant) : role)));
  }

  kubectl(...args: string[]): string {
    return execFileSync('kubectl', ['--kubeconfig', this.admin, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  close(): void {
    const roles = this.#roles.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    this.kubectl('delete', '--ignore-not-found', ...roles, `namespace/${namespace}`);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** As administrator. */
  apply(input: string): void {
    execFileSync('kubectl', ['--kubeconfig', this.admin, 'apply', '-f', '-'], { input, stdio: ['pipe', 'ignore', 'pipe'] });
  }

  #apply(objects: readonly object[]): void {
    this.apply(objects.map((object) => stringify(object)).join('---\n'));
  }

  #kubeconfig(nodeAddress: string): string {
    const admin = JSON.parse(this.kubectl('config', 'view', '--raw', '-o', 'json')) as { clusters: { cluster: { server: string } }[] };
    const cluster = admin.clusters[0]?.cluster;
    const token = this.kubectl('create', 'token', 'tester', '-n', namespace, '--duration', '12h').trim();
    const context = (name: string) => ({ name, context: { cluster: name, user: 'tester' } });
    return stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'near', cluster },
        { name: 'far', cluster: { ...cluster, server: `https://${nodeAddress}:6443` } },
      ],
      contexts: [context('near'), context('far')],
      users: [{ name: 'tester', user: { token } }],
    });
  }
}
