import { podSpecPath } from '../patches/workload-ref.ts';
import { laidOver, type Tree } from './tree.ts';

interface Target {
  readonly kind: string;
  readonly names: readonly string[];
  /** Resources to lay over those of a container, by its name. */
  readonly resources: ReadonlyMap<string, Tree>;
}

type Plain = Readonly<Record<string, unknown>>;

/** The objects of a file as they must read after the edit: those of before, with these resources in this workload. */
export function expectedObject(object: unknown, target: Target): unknown {
  if (!isPlain(object)) return object;
  if (Array.isArray(object.items)) return { ...object, items: object.items.map((item: unknown) => expectedWorkload(item, target)) };
  return expectedWorkload(object, target);
}

function expectedWorkload(object: unknown, target: Target): unknown {
  if (!isPlain(object) || object.kind !== target.kind) return object;
  const { name } = (object.metadata ?? {}) as { name?: unknown };
  if (!target.names.includes(String(name))) return object;
  return changedAt(object, podSpecPath(target.kind), (podSpec) => {
    const lists = ['containers', 'initContainers'].flatMap((list) => (Array.isArray(podSpec[list]) ? [[list, podSpec[list].map(withResources(target))]] : []));
    return { ...podSpec, ...Object.fromEntries(lists) };
  });
}

const withResources = (target: Target) => (container: unknown) => {
  if (!isPlain(container)) return container;
  const over = target.resources.get(String(container.name));
  return over === undefined ? container : { ...container, resources: laidOver(container.resources, over) };
};

function changedAt(object: Plain, path: readonly string[], change: (inner: Plain) => Plain): Plain {
  const [key, ...rest] = path;
  if (key === undefined) return change(object);
  return { ...object, [key]: changedAt((object[key] ?? {}) as Plain, rest, change) };
}

function isPlain(value: unknown): value is Plain {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
