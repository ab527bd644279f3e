import { execFileSync } from 'node:child_process';
import { createDockerTarget } from '../../src/targets/docker/target.ts';
import { kubeletBackoff } from '../../src/targets/machine/backoff.ts';
import { localHarness } from './local-harness.ts';
import type { TargetHarness } from './target-harness.ts';

/** A kubelet's second wait is 10 s; nothing here depends on its length. */
const backoff = { ...kubeletBackoff, initialMs: 200 };
const image = 'node:24-bookworm-slim';

/** The engine's command line, which knows nothing of highwater. */
export function docker(...args: string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}

function listed(...args: string[]): string[] {
  return docker(...args)
    .split('\n')
    .filter(Boolean);
}

/** The same kernel files as for any cgroup of this machine; what is left is asked of the engine. */
export const dockerHarness: TargetHarness = {
  createTarget: () => createDockerTarget({ env: process.env, pid: process.pid, backoff }),
  describe(_scenarioDir, scriptFile, { readyTimeoutMs = 30_000, env = {}, command = ['node', `/workload/${scriptFile}`] }) {
    const workload = {
      image,
      command: [...command],
      env: { PORT: '8080', HOST: '0.0.0.0', STATE: '/state', ...env },
      // The whole scenario, because a workload may read data beside its script.
      files: [{ from: '.', to: '/workload' }],
      port: 8080,
      url: 'http://{host}:{port}',
      ready: '/healthz',
      readyTimeoutMs,
      singleProcessOOMKill: false,
      dependencies: [],
    };
    return { target: { kind: 'docker' }, workload: { manifests: [], container: 'app', cpuMillicores: 1000, docker: workload } };
  },
  restartsAtStart: 0,
  killedExit: { exitCode: 137, signal: null },
  fileBytes: localHarness.fileBytes,
  limitBytes: localHarness.limitBytes,
  processes: localHarness.processes,
  leftovers(runId) {
    const label = `label=highwater.run=${runId}`;
    return [
      ...listed('ps', '--all', '--filter', label, '--format', '{{.Names}}'),
      ...listed('network', 'ls', '--filter', label, '--format', '{{.Name}}'),
      ...listed('images', '--filter', label, '--format', '{{.Repository}}'),
    ];
  },
  isAbout: localHarness.isAbout,
};
