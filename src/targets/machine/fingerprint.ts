import { readFileSync } from 'node:fs';
import { cpus, machine, release } from 'node:os';
import type { Environment } from '../../ports/target.ts';
import { readText } from './cgroup-files.ts';
import { damonReclaims } from './damon.ts';
import { meminfoBytes } from './host-memory.ts';

/** The chosen word of a sysfs file like `always [madvise] never`. */
export function chosenWord(text: string | undefined): string {
  return /\[(\w+)\]/.exec(text ?? '')?.[1] ?? 'unknown';
}

/** AT_PAGESZ of the auxiliary vector: pairs of machine words, type 6 (getauxval(3)). */
export function pageSizeOf(auxv: Buffer): number {
  for (let at = 0; at + 16 <= auxv.length; at += 16) {
    if (auxv.readBigUInt64LE(at) === 6n) return Number(auxv.readBigUInt64LE(at + 8));
  }
  return 4096;
}

export interface FingerprintFacts {
  readonly cgroupVersion: 1 | 2;
  readonly pinned: boolean;
  readonly visibleCores: number;
}

/** What of this machine decides whether two recordings may be compared. */
export function fingerprintOf(facts: FingerprintFacts): Environment['fingerprint'] {
  const meminfo = readText('/proc/meminfo') ?? '';
  const cores = cpus();
  return {
    architecture: machine(),
    kernel: release(),
    cpuModel: cores[0]?.model || 'unknown',
    cores: Math.max(1, cores.length),
    memoryTotalBytes: meminfoBytes(meminfo, 'MemTotal'),
    pageSizeBytes: pageSizeOf(readFileSync('/proc/self/auxv')),
    cgroupVersion: facts.cgroupVersion,
    transparentHugePages: chosenWord(readText('/sys/kernel/mm/transparent_hugepage/enabled')),
    swapTotalBytes: meminfoBytes(meminfo, 'SwapTotal'),
    damonReclaim: damonReclaims('/sys'),
    pinned: facts.pinned,
    visibleCores: facts.visibleCores,
  };
}
