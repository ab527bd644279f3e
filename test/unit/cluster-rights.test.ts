import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { rbacYaml } from '../../src/targets/cluster/rbac.ts';
import { agentRights, clusterRights, merged, runRights } from '../../src/targets/cluster/rights.ts';

interface Printed {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly rules?: readonly { readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
  readonly roleRef?: { readonly name: string };
}

const printed = parseAllDocuments(rbacYaml()).map((document) => document.toJS() as Printed);
const roles = printed.filter(({ kind }) => kind === 'ClusterRole');

test('every right that is asked for before a run is in the printed roles', () => {
  const granted = new Set(
    roles.flatMap(({ rules = [] }) =>
      rules.flatMap(({ apiGroups, resources, verbs }) => verbs.map((verb) => `${verb} ${resources.join()} ${apiGroups.join()}`)),
    ),
  );
  for (const { group, resource, verbs } of [...clusterRights, ...runRights, ...agentRights])
    for (const verb of verbs) expect(granted, `${verb} ${resource}`).toContain(`${verb} ${resource} ${group}`);
});

test('every role is bound', () => {
  const bound = printed.filter(({ kind }) => kind === 'ClusterRoleBinding').map(({ roleRef }) => roleRef?.name);
  expect(bound).toEqual(roles.map(({ metadata }) => metadata.name));
});

test('sessions of the sampler can be ended: that is a DELETE through the proxy of its pod', () => {
  expect(agentRights.find(({ resource }) => resource === 'pods/proxy')?.verbs).toContain('delete');
});

test('nothing of a secret is read', () => {
  const verbs = roles.flatMap(({ rules = [] }) => rules.filter(({ resources }) => resources.includes('secrets')).flatMap((rule) => rule.verbs));
  expect(verbs).not.toContain('get');
  expect(verbs).not.toContain('list');
});

test('rights for one resource stand in one rule', () => {
  const pods = { group: '', resource: 'pods', verbs: ['list'] };
  expect(merged([pods, { ...pods, verbs: ['list', 'delete'] }])).toEqual([{ ...pods, verbs: ['list', 'delete'] }]);
});
