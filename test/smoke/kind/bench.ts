import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox } from '../../cli/highwater.ts';

/** One kind cluster that highwater itself made and keeps, for all cases of the suite. */
export class KindBench {
  readonly sandbox = new Sandbox();

  /** Namespaces of runs that are there now. */
  namespaces(): string[] {
    const clusters = join(this.sandbox.state, 'kind');
    const kubeconfig = join(clusters, readdirSync(clusters)[0] ?? '', 'kubeconfig');
    const args = ['--kubeconfig', kubeconfig, 'get', 'namespaces', '-l', 'app.kubernetes.io/managed-by=highwater', '-o', 'name'];
    return execFileSync('kubectl', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
  }

  async close(): Promise<void> {
    await this.sandbox.run(['clean']);
    this.sandbox.remove();
  }
}
