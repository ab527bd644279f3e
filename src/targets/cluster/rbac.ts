import { stringify } from 'yaml';
import { clusterRights, clusterRightsForMore, namespaceRights, type Right } from './rights.ts';

const ruleOf = ({ group, resource, verbs }: Right) => ({ apiGroups: [group], resources: [resource], verbs });

function clusterRole(name: string, rights: readonly Right[]): string {
  return stringify({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name }, rules: rights.map(ruleOf) });
}

function binding(name: string): string {
  return stringify({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'REPLACE-ME' }],
  });
}

/** Roles with the least that `--target cluster` needs, ready for kubectl apply once the subject is filled in. */
export function rbacYaml(): string {
  return [
    '# Beyond the namespaces of a run: making those namespaces, and reading nodes. nodes/proxy may be left out; the usage of nodes is then not recorded.\n',
    clusterRole('highwater-cluster', [...clusterRights, ...clusterRightsForMore]),
    '---\n',
    binding('highwater-cluster'),
    '---\n# In the namespaces of a run, which have names of their own each time and so cannot be bound beforehand. Add the kinds of your manifests\n# that are not in the list.\n',
    clusterRole('highwater-run', namespaceRights),
    '---\n',
    binding('highwater-run'),
  ].join('');
}
