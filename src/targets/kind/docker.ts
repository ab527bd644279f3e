import { run } from '../kube/command.ts';

export interface DockerInfo {
  readonly memoryBytes: number;
  readonly cgroupVersion: 1 | 2;
  readonly cores: number;
}

/** What the engine that carries the nodes says of its machine. Throws where it does not answer. */
export async function dockerInfo(env: NodeJS.ProcessEnv): Promise<DockerInfo> {
  const info = JSON.parse(await run('docker', ['info', '--format', '{{json .}}'], { env })) as { MemTotal: number; CgroupVersion?: string; NCPU: number };
  return { memoryBytes: info.MemTotal, cgroupVersion: info.CgroupVersion === '2' ? 2 : 1, cores: info.NCPU };
}

/** Id of a local image; undefined where there is none of that name. */
export async function imageId(env: NodeJS.ProcessEnv, image: string): Promise<string | undefined> {
  const ids = await run('docker', ['image', 'inspect', '--format', '{{.Id}}', image], { env }).catch(() => undefined);
  return ids?.trim();
}
