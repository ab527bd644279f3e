import { stringify } from 'yaml';
import { agentRights, clusterRights, clusterRightsForMore, loadRights, merged, type Right, runRights, usualManifestRights } from './rights.ts';

interface Role {
  readonly name: string;
  readonly comment: string;
  readonly rights: readonly Right[];
}

const roles: readonly Role[] = [
  {
    name: 'highwater-cluster',
    comment: `# Beyond the namespaces of a run: making those namespaces, and reading nodes. nodes/proxy may be left out; the usage of nodes is then not recorded.`,
    rights: [...clusterRights, ...clusterRightsForMore],
  },
  {
    name: 'highwater-run',
    comment: `# In the namespaces of a run. They have names of their own each time, so that a RoleBinding cannot be made beforehand: bound like this, the rights hold in
# every namespace. What reaches further than you want to allow belongs on a cluster, or a virtual one, where nothing else lives.`,
    rights: merged([...runRights, ...agentRights]),
  },
  {
    name: 'highwater-load',
    comment: '# Where k6 runs inside the cluster (target.cluster.jobs).',
    rights: loadRights,
  },
  {
    name: 'highwater-manifests',
    comment: `# The kinds of your manifests: take out those that they do not hold, add those that are missing. Image pull secrets that manifests name without holding them
# are copied from the context's namespace: that takes a Role with "get secrets" there.`,
    rights: usualManifestRights,
  },
];

const api = 'rbac.authorization.k8s.io';
const ruleOf = ({ group, resource, verbs }: Right) => ({ apiGroups: [group], resources: [resource], verbs });

function clusterRole({ name, rights }: Role): string {
  return stringify({ apiVersion: `${api}/v1`, kind: 'ClusterRole', metadata: { name }, rules: rights.map(ruleOf) });
}

function binding({ name }: Role): string {
  return stringify({
    apiVersion: `${api}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: api, kind: 'ClusterRole', name },
    subjects: [{ kind: 'User', apiGroup: api, name: 'REPLACE-ME' }],
  });
}

/** Roles with the least that `--target cluster` needs, ready for kubectl apply once the subject is filled in. */
export function rbacYaml(): string {
  return roles.map((role) => `${role.comment}\n${clusterRole(role)}---\n${binding(role)}`).join('---\n');
}
