/** ID of the container whose process an `oom-kill:` line names: `task_memcg` is its cgroup or one below. [mm/oom_kill.c, dump_oom_summary] */
export function killedContainerId(line: string): string | undefined {
  const path = /oom-kill:.*,task_memcg=(.*),task=.*,pid=\d+,uid=\d+$/.exec(line)?.[1];
  return path
    ?.split('/')
    .flatMap((name) => /(?:^|-)([0-9a-f]{64})(?:\.scope)?$/.exec(name)?.[1] ?? [])
    .at(-1);
}
