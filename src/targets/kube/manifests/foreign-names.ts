import type { KubeObject } from '../../../ports/agent.ts';
import { nameOf } from './workload-kinds.ts';

/** `service.namespace.svc`, as a program is told where another one is. */
const serviceName = /\b([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b/g;

/** Objects that name a Service by its namespace: inside the namespace of the run they still reach the other one, if anything. */
export function foreignNames(objects: readonly KubeObject[]): string[] {
  return objects.flatMap((object) => {
    const names = [...JSON.stringify(object).matchAll(serviceName)].map(([name]) => name);
    return [...new Set(names)].map((name) => `${nameOf(object)} names ${name}: left as it is, so it does not mean the copy in the namespace of the run`);
  });
}
