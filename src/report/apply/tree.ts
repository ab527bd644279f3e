/** Values by key, as deep as resources go. Numbers as manifests may write them: `cpu: 1`. */
export interface Tree {
  readonly [key: string]: Tree | string;
}

/** `over` laid upon `base`; what only `base` has stays. */
export function laidOver(base: unknown, over: Tree): Tree {
  const below = base !== null && typeof base === 'object' ? (base as Tree) : {};
  const entries = Object.entries(over).map(([key, value]) => [key, typeof value === 'object' ? laidOver(below[key], value) : value] as const);
  return { ...below, ...Object.fromEntries(entries) };
}
