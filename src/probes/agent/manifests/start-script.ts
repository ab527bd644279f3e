import { nodeFromCopies } from '../../../shared/node-from-copies.ts';

/** Where the agent's own folders are in its pod. */
export const folders = { script: '/agent/script', token: '/agent/token', state: '/agent/state', tools: '/agent/tools', cgroup: '/host/cgroup' } as const;

/** Starts the agent from copies; dd evicts files. */
export function startScript(args: readonly string[]): string {
  return nodeFromCopies(folders.tools, args, ['dd']);
}
