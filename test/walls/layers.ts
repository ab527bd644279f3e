/** Folders of src from the bottom up, and which others each may import (docs/architecture.md). Its own folder is always allowed. */
export const layers = {
  shared: [],
  plan: ['shared'],
  recording: ['shared', 'plan'],
  ports: ['shared', 'plan', 'recording'],
  targets: ['shared', 'plan', 'recording', 'ports'],
  loads: ['shared', 'plan', 'recording', 'ports'],
  probes: ['shared', 'plan', 'recording', 'ports'],
  run: ['shared', 'plan', 'recording', 'ports'],
  analysis: ['shared', 'plan', 'recording'],
  recommend: ['shared', 'plan', 'recording', 'analysis'],
  verify: ['shared', 'plan', 'recording', 'analysis', 'recommend'],
  gate: ['shared', 'plan', 'recording', 'analysis', 'recommend'],
  report: ['shared', 'plan', 'recording', 'analysis', 'recommend', 'verify', 'gate'],
  cli: ['shared', 'plan', 'recording', 'ports', 'run', 'analysis', 'recommend', 'verify', 'gate', 'report'],
  /** cli/compose.ts: the only file that knows concrete targets, loads and probes. */
  compose: ['shared', 'plan', 'recording', 'ports', 'run', 'cli', 'targets', 'loads', 'probes'],
  /** src/main.ts */
  main: ['cli'],
  /** src/index.ts: what other programs may use; nothing that measures. */
  index: ['shared', 'plan', 'recording', 'ports', 'analysis', 'recommend', 'verify', 'gate', 'report'],
} as const satisfies Record<string, readonly string[]>;

export type Layer = keyof typeof layers;

/** The judging half: the same bytes in give the same bytes out. */
export const judging: readonly Layer[] = ['analysis', 'recommend', 'verify', 'gate', 'report'];

/** Layer of a file, by its path below src; undefined for a folder that the design does not know. */
export function layerOf(path: string): Layer | undefined {
  if (path === 'cli/compose.ts') return 'compose';
  const [first = ''] = path.replace(/\.ts$/, '').split('/');
  return first in layers ? (first as Layer) : undefined;
}

/** compose belongs to cli for those who import it. */
export function mayImport(from: Layer, to: Layer): boolean {
  const target = to === 'compose' ? 'cli' : to;
  const own = from === 'compose' ? 'cli' : from;
  return own === target || (layers[from] as readonly string[]).includes(target);
}
