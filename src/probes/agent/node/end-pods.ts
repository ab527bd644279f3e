import { foldersOf, processesOf, type TreePart } from './tree/pod-processes.ts';

/**
 * Kills what runs in pods that are being deleted. A kubelet leaves two seconds between SIGTERM and SIGKILL at least (pkg/kubelet/kuberuntime,
 * minimumGracePeriodInSeconds), and sidecars come after the others; a program that is the first process of its container ignores SIGTERM unless it handles it.
 */
export function endPods(part: TreePart, podUids: readonly string[]): void {
  for (const dir of foldersOf(part, podUids)) for (const pid of processesOf(dir)) kill(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already, or may not be killed from here: then the kubelet does it.
  }
}
