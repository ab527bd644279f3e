import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, Sandbox } from '../../../../test/cli/highwater.ts';
import { type KindScenario, kindScenario } from '../../../../test/smoke/kind/scenario.ts';

const tool = (file: string, args: readonly string[]): string => execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const linesOf = (text: string): string[] => text.split('\n').filter(Boolean);

/** One load level, long enough that something can break in it and mend again. */
const longLoad = 'levels: [5], hold: 32s, settle: 1s, idle: 1s, drain: 1s, cooldown: 2s, timeout: 2s, expected: 5, peak: 5';

export interface RecordOptions {
  readonly scenario?: KindScenario;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Without it, the run makes a cluster of its own and removes it. */
  readonly keep?: boolean;
}

/** A folder with its own state, and the cluster of kind that highwater makes from there. */
export class Stage {
  readonly sandbox = new Sandbox();
  #volumes: readonly string[] = [];
  #clusters: readonly string[] = [];

  /** Starts `highwater record` of a scenario with a long level. */
  record({ scenario = {}, args = [], env = {}, keep = false }: RecordOptions = {}): Running {
    const folder = kindScenario(this.sandbox, 'moment', { load: longLoad, app: { resources: {} }, ...scenario });
    const target = args.includes('--target') ? [] : ['--target', 'kind'];
    return this.sandbox.start(['record', folder, ...target, ...(keep ? ['--keep'] : []), ...args], env);
  }

  /** Names of the clusters that runs of this stage made. */
  clusters(): string[] {
    const folder = join(this.sandbox.state, 'kind');
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  get cluster(): string {
    const [name] = this.clusters();
    if (name === undefined) throw new Error('there is no cluster');
    return name;
  }

  get node(): string {
    return `${this.cluster}-control-plane`;
  }

  get kubeconfig(): string {
    return join(this.sandbox.state, 'kind', this.cluster, 'kubeconfig');
  }

  get server(): string {
    return /server: (\S+)/.exec(readFileSync(this.kubeconfig, 'utf8'))?.[1] ?? '';
  }

  kubectl(...args: string[]): string {
    return tool('kubectl', ['--kubeconfig', this.kubeconfig, ...args]);
  }

  onNode(...args: string[]): string {
    return tool('docker', ['exec', this.node, ...args]);
  }

  /** Namespace of the run that is under way, or that of its samplers. */
  namespace(component: '' | 'agent-' = ''): string {
    const names = linesOf(
      this.kubectl('get', 'namespace', '-l', 'app.kubernetes.io/managed-by=highwater', '-o', 'jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}'),
    );
    return names.find((name) => name.startsWith('highwater-agent-') === (component !== '')) ?? '';
  }

  /** Notes what there is now, to be looked for afterwards. */
  mark(): void {
    this.#clusters = this.clusters();
    const nodes = this.#clusters.map((name) => `${name}-control-plane`);
    try {
      this.#volumes = linesOf(tool('docker', ['inspect', '--format', '{{range .Mounts}}{{.Name}}{{"\\n"}}{{end}}', ...nodes]));
    } catch {
      // The node is only about to be made.
      this.#volumes = [];
    }
  }

  /** Processes that were started for this stage: highwater, k6, kind. */
  #processes(): string[] {
    const own = (pid: string) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').includes(this.sandbox.dir);
      } catch {
        return false;
      }
    };
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && own(name));
  }

  /** What of the marked clusters is still in the engine (containers, networks, volumes), folders of state, and processes. */
  left(): string[] {
    const names = new Set([...this.#clusters, ...this.clusters()]);
    const volumes = new Set(linesOf(tool('docker', ['volume', 'ls', '--quiet'])));
    return [
      ...[...names].flatMap((name) => linesOf(tool('docker', ['ps', '--all', '--filter', `name=${name}`, '--format', 'container {{.Names}}']))),
      ...[...names].flatMap((name) => linesOf(tool('docker', ['network', 'ls', '--filter', `name=${name}`, '--format', 'network {{.Name}}']))),
      ...this.#volumes.filter((name) => volumes.has(name)).map((name) => `volume ${name.slice(0, 12)}`),
      ...this.clusters().map((name) => `state of ${name}`),
      ...this.#processes().map((pid) => `process ${pid} (${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()})`),
    ];
  }

  /** Namespaces of runs in the cluster that was kept. */
  leftInCluster(): string[] {
    return linesOf(this.kubectl('get', 'namespace', '-l', 'app.kubernetes.io/managed-by=highwater', '-o', 'name'));
  }

  keepReports(folder: string): void {
    const reports = join(this.sandbox.dir, 'reports');
    if (existsSync(reports)) cpSync(reports, join(folder, 'reports'), { recursive: true });
  }

  async close(): Promise<void> {
    await this.sandbox.run(['clean']);
    this.sandbox.remove();
  }
}
