/** Where a value of the plan came from; later layers win. */
export type Origin = 'default' | 'manifest' | 'file' | 'environment' | 'flag';

export interface Layer {
  readonly origin: Origin;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Layered {
  readonly values: Record<string, unknown>;
  /** Origin by dotted path of each leaf. */
  readonly origins: ReadonlyMap<string, Origin>;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mergeInto(into: Record<string, unknown>, from: Readonly<Record<string, unknown>>, path: string, origin: Origin, origins: Map<string, Origin>): void {
  for (const [key, value] of Object.entries(from)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (isTree(value)) {
      const existing = into[key];
      const below: Record<string, unknown> = isTree(existing) ? existing : {};
      into[key] = below;
      mergeInto(below, value, here, origin, origins);
    } else {
      into[key] = value;
      origins.set(here, origin);
    }
  }
}

/** Lays one layer over the other, remembering where every leaf came from. Lists are replaced whole. */
export function mergeLayers(layers: readonly Layer[]): Layered {
  const values: Record<string, unknown> = {};
  const origins = new Map<string, Origin>();
  for (const layer of layers) mergeInto(values, structuredClone(layer.values), '', layer.origin, origins);
  return { values, origins };
}

/** Sets a dotted path in a tree, making the objects on the way. */
export function setPath(tree: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let node = tree;
  for (const key of path.slice(0, -1)) {
    if (!isTree(node[key])) node[key] = {};
    node = node[key] as Record<string, unknown>;
  }
  node[path.at(-1) as string] = value;
}
