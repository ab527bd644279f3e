/**
 * Asks Node for a snapshot. Ignored by a process that does not listen for it (signal(7)), unlike SIGUSR2, which would end it, and which nodemon and pm2 use
 * for themselves.
 */
export const heapSignal = 'SIGURG';

/** Behind what the workload has of its own: Node lets the later of two win. A text within quotes may have blanks in it (Node.js, Command-line API, NODE_OPTIONS). */
export function withHeapOptions(env: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  const wanted = `--heapsnapshot-signal=${heapSignal} "--diagnostic-dir=${folder}"`;
  return { ...env, NODE_OPTIONS: env.NODE_OPTIONS ? `${env.NODE_OPTIONS} ${wanted}` : wanted };
}
