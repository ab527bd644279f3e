import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import type { AgentNodeFacts } from '../../../ports/agent.ts';
import { subdirectoriesOf } from '../../../shared/subdirectories.ts';
import { readText } from './read-text.ts';

/** AT_PAGESZ of the auxiliary vector (getauxval(3)). */
const pageSizeEntry = 6n;

function pageSizeBytes(): number {
  const auxv = readFileSync('/proc/self/auxv');
  for (let at = 0; at + 16 <= auxv.length; at += 16) if (auxv.readBigUInt64LE(at) === pageSizeEntry) return Number(auxv.readBigUInt64LE(at + 8));
  return 4096;
}

/** A DAMON scheme that pages memory out without pressure (Documentation/admin-guide/mm/damon/{reclaim,usage}.rst). */
function damonReclaims(): boolean {
  if (readText('/sys/module/damon_reclaim/parameters/enabled')?.trim() === 'Y') return true;
  const running = subdirectoriesOf('/sys/kernel/mm/damon/admin/kdamonds').filter((dir) => readText(join(dir, 'state'))?.trim() === 'on');
  const schemes = running.flatMap((dir) => subdirectoriesOf(join(dir, 'contexts'))).flatMap((dir) => subdirectoriesOf(join(dir, 'schemes')));
  return schemes.some((dir) => readText(join(dir, 'action'))?.trim() === 'pageout');
}

/** What of this node decides whether recordings may be compared. /proc/meminfo and /sys tell of the whole node, in a container too. */
export function nodeFacts(node: string, cgroupVersion: 1 | 2): AgentNodeFacts {
  const meminfo = readText('/proc/meminfo') ?? '';
  const bytesOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(meminfo)?.[1] ?? 0) * 1024;
  const cores = cpus();
  return {
    node,
    kernel: release(),
    cpuModel: cores[0]?.model || 'unknown',
    cores: Math.max(1, cores.length),
    memoryTotalBytes: bytesOf('MemTotal'),
    memoryAvailableBytes: bytesOf('MemAvailable'),
    pageSizeBytes: pageSizeBytes(),
    cgroupVersion,
    transparentHugePages: /\[(\w+)\]/.exec(readText('/sys/kernel/mm/transparent_hugepage/enabled') ?? '')?.[1] ?? 'unknown',
    swapTotalBytes: bytesOf('SwapTotal'),
    damonReclaim: damonReclaims(),
  };
}
