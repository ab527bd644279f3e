import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox } from '../../cli/highwater.ts';

/** One kind cluster that highwater itself made and keeps, for all cases of the suite. */
export class KindBench {
  readonly sandbox = new Sandbox();

  get #folder(): string {
    const root = join(this.sandbox.state, 'kind');
    return join(root, readdirSync(root)[0] ?? '');
  }

  get cluster(): string {
    return readdirSync(join(this.sandbox.state, 'kind'))[0] ?? '';
  }

  get kubeconfig(): string {
    return join(this.#folder, 'kubeconfig');
  }

  get node(): string {
    return `${this.cluster}-control-plane`;
  }

  kubectl(...args: string[]): string {
    return this.run('kubectl', ['--kubeconfig', this.kubeconfig, ...args]);
  }

  run(file: string, args: readonly string[], input?: string): string {
    const done = spawnSync(file, args, { encoding: 'utf8', ...(input !== undefined && { input }) });
    if (done.status !== 0) throw new Error(`${file} ${args.join(' ')}: ${done.error?.message ?? done.stderr}`);
    return done.stdout.trim();
  }

  /** Namespaces of runs that are there now. */
  namespaces(): string[] {
    const names = this.kubectl('get', 'namespaces', '-l', 'app.kubernetes.io/managed-by=highwater', '-o', 'name');
    return names === '' ? [] : names.split('\n');
  }

  async close(): Promise<void> {
    await this.sandbox.run(['clean']);
    this.sandbox.remove();
  }
}
