import { run } from './command.ts';

/** Renders a kustomize folder. Throws `plan-invalid` with what kubectl says. */
export function kustomize(env: NodeJS.ProcessEnv): (folder: string) => Promise<string> {
  return (folder) => run('kubectl', ['kustomize', folder], { env });
}
