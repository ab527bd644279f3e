import { existsSync } from 'node:fs';
import type { Target } from '../../ports/target.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { type BackoffPolicy, kubeletBackoff } from '../machine/backoff.ts';
import { connectEngine, type Engine } from './engine.ts';
import { engineError } from './engine-errors.ts';
import { provisionDocker } from './provision.ts';
import { findLeftRuns, removeLeftRuns } from './remains.ts';

export interface DockerTargetOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly pid: number;
  /** As a kubelet's where not given. */
  readonly backoff?: BackoffPolicy;
}

/** Undefined where no engine answers: then nothing of ours can be found on it either. */
async function engineIfAny(): Promise<Engine | undefined> {
  try {
    return await connectEngine();
  } catch (error) {
    if (error instanceof HighwaterError && error.code === 'environment-missing') return undefined;
    throw error;
  }
}

/** Where an engine runs at other times. */
const usualSocket = '/var/run/docker.sock';

const isExpected = (env: NodeJS.ProcessEnv): boolean => env.DOCKER_HOST !== undefined || existsSync(usualSocket);

function unseen(): HighwaterError {
  return new HighwaterError('environment-missing', 'no Docker engine answers: what runs left on it was not looked for', {
    hint: 'start Docker, then: highwater clean',
  });
}

/** Runs workloads as containers of a Docker engine: on this machine, in a virtual machine of it, or elsewhere. */
export function createDockerTarget({ env, pid, backoff = kubeletBackoff }: DockerTargetOptions): Target {
  return {
    kind: 'docker',
    async check() {
      const engine = await engineIfAny();
      return engine ? [] : [{ what: 'a Docker engine that answers', hint: 'start Docker, or set DOCKER_HOST to one that runs' }];
    },
    async provision(request) {
      return provisionDocker({ env, pid, backoff }, request).catch((error: unknown) => {
        throw engineError('the Docker engine refused', error);
      });
    },
    async findRemains() {
      const engine = await engineIfAny();
      if (!engine && isExpected(env)) throw unseen();
      return engine ? findLeftRuns(engine.docker) : [];
    },
    async removeRemains(remains) {
      if (remains.length === 0) return;
      const { docker } = await connectEngine();
      await removeLeftRuns(
        docker,
        remains.map(({ runId }) => runId),
      );
    },
  };
}
