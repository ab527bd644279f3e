import { run } from '../kube/command.ts';
import { readText } from '../machine/cgroup-files.ts';
import { dockerInfo } from './docker.ts';

type Missing = { readonly what: string; readonly hint: string };

/** Control plane, agents and a small workload; below, pods of the control plane are killed (kubeadm asks for 2 GB). */
const leastMemoryBytes = 2e9;
/** systemd, containerd and kubelet of one node take some; kind's known issue "pod errors due to too many open files" has the numbers. */
const leastInotify = { max_user_instances: 128, max_user_watches: 8192 } as const;

async function program(env: NodeJS.ProcessEnv, file: string, args: readonly string[], hint: string): Promise<Missing[]> {
  const problem = await run(file, args, { env }).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return problem === undefined ? [] : [{ what: problem, hint }];
}

async function engine(env: NodeJS.ProcessEnv): Promise<Missing[]> {
  try {
    const { memoryBytes } = await dockerInfo(env);
    if (memoryBytes >= leastMemoryBytes) return [];
    return [{ what: `memory: Docker has ${(memoryBytes / 1e9).toFixed(1)} GB`, hint: 'give Docker 2 GB or more' }];
  } catch (error) {
    return [{ what: (error as Error).message, hint: 'start Docker, or set DOCKER_HOST' }];
  }
}

function inotify(env: NodeJS.ProcessEnv): Missing[] {
  // Of an engine elsewhere nothing is known.
  if (env.DOCKER_HOST !== undefined && !env.DOCKER_HOST.startsWith('unix:')) return [];
  return Object.entries(leastInotify).flatMap(([name, least]) => {
    const limit = Number(readText(`/proc/sys/fs/inotify/${name}`) ?? least);
    return limit >= least ? [] : [{ what: `fs.inotify.${name} is ${limit}, a node needs ${least}`, hint: `sysctl fs.inotify.${name}=${4 * least}` }];
  });
}

/** What this machine lacks for a kind cluster. */
export async function missingForKind(env: NodeJS.ProcessEnv): Promise<Missing[]> {
  const found = await Promise.all([
    program(env, 'kind', ['version'], 'install kind: https://kind.sigs.k8s.io'),
    program(env, 'kubectl', ['version', '--client'], 'install kubectl'),
    engine(env),
  ]);
  return [...found.flat(), ...inotify(env)];
}
