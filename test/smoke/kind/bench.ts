import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MiB } from '../../../src/shared/quantity.ts';
import { clusterFolder, knownClusters } from '../../../src/targets/kind/state.ts';
import { type Finished, Sandbox } from '../../cli/highwater.ts';
import { sharedConfig, sharedNodeBytes, sharedStateDir } from '../../kind/shared-cluster.ts';
import { type KindScenario, kindScenario } from './scenario.ts';

const plan = `target:\n  kind: { reuse: true, nodeMemory: ${sharedNodeBytes / MiB}Mi }\n`;

/** The command as a user runs it, on the cluster that the kind suites share. */
export class KindBench {
  readonly sandbox = new Sandbox();

  constructor() {
    writeFileSync(join(this.sandbox.dir, 'kind-config.yaml'), sharedConfig);
  }

  record(name: string, scenario: KindScenario = {}): Promise<Finished> {
    const folder = kindScenario(this.sandbox, name, { ...scenario, plan });
    return this.sandbox.run(['record', folder, '--target', 'kind'], { HIGHWATER_STATE: sharedStateDir() });
  }

  /** Namespaces of runs that are there and not on their way out. */
  namespaces(): string[] {
    const kubeconfig = join(clusterFolder(sharedStateDir(), knownClusters(sharedStateDir())[0] ?? ''), 'kubeconfig');
    const which = ['-l', 'app.kubernetes.io/managed-by=highwater', '--field-selector', 'status.phase=Active'];
    return execFileSync('kubectl', ['--kubeconfig', kubeconfig, 'get', 'namespaces', ...which, '-o', 'name'], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
  }

  close(): void {
    this.sandbox.remove();
  }
}
