import type { KubeObject } from '../../ports/agent.ts';
import { secretValues } from '../machine/secret-values.ts';
import { allContainers, templateOf } from './manifests/workload-kinds.ts';

function fromSecret(object: KubeObject): string[] {
  if (object.kind !== 'Secret') return [];
  const encoded = Object.values((object.data ?? {}) as Record<string, string>).map((value) => Buffer.from(String(value), 'base64').toString('utf8'));
  return [...encoded, ...Object.values((object.stringData ?? {}) as Record<string, string>).map(String)];
}

/** Values of Secrets and of environment variables in the manifests that must not appear in messages and recordings. */
export function secretsIn(objects: readonly KubeObject[]): string[] {
  const env = objects.flatMap((object) => {
    const template = templateOf(object);
    return template ? allContainers(template.spec).flatMap(({ env = [] }) => env.flatMap(({ value }) => (value === undefined ? [] : [String(value)]))) : [];
  });
  const values = [...objects.flatMap(fromSecret), ...env];
  return [...new Set(secretValues(Object.fromEntries(values.map((value, index) => [String(index), value]))))];
}
