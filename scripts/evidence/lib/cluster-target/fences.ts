import { execFileSync, spawn } from 'node:child_process';
import { stringify } from 'yaml';

/** What a platform puts into every new namespace that the pattern names, as its controllers do: a moment after the namespace is there. */
export interface Fence {
  readonly namespaces: RegExp;
  readonly objects?: readonly object[];
  readonly labels?: Readonly<Record<string, string>>;
}

export const ofWorkload = /^highwater-(?!agent)/;

const object = (kind: string, spec: object): object => ({ apiVersion: 'v1', kind, metadata: { name: 'platform' }, spec });
export const quota = (hard: Readonly<Record<string, string>>): object => object('ResourceQuota', { hard });
export const limitRange = (limit: object): object => object('LimitRange', { limits: [{ type: 'Container', ...limit }] });

/** Puts the fence up in new namespaces until the returned function is called. */
export function fencing(kubeconfig: string, { namespaces, objects = [], labels = {} }: Fence): () => void {
  const kubectl = (args: readonly string[], input = '') =>
    execFileSync('kubectl', ['--kubeconfig', kubeconfig, ...args], { input, stdio: ['pipe', 'ignore', 'pipe'] });
  const args = ['--kubeconfig', kubeconfig, 'get', 'namespaces', '--watch-only', '-l', 'app.kubernetes.io/managed-by=highwater', '-o', 'name'];
  const watch = spawn('kubectl', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const fenced = new Set<string>();
  watch.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const name of text.split('\n').map((line) => line.replace('namespace/', ''))) {
      if (!namespaces.test(name) || fenced.has(name)) continue;
      fenced.add(name);
      const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      if (pairs.length > 0) kubectl(['label', '--overwrite', 'namespace', name, ...pairs]);
      if (objects.length > 0) kubectl(['apply', '-n', name, '-f', '-'], objects.map((each) => stringify(each)).join('---\n'));
    }
  });
  return () => void watch.kill();
}
