import { formatMemory } from '../../../shared/quantity.ts';
import { snapshotHeaps } from '../../../shared/snapshot-room.ts';

export interface Headroom {
  readonly limitBytes: number;
  /** Anonymous memory of the process, which bounds its heap, and of everything in the cgroup. */
  readonly processBytes: number;
  readonly cgroupBytes: number;
  readonly machineBytes: number;
  readonly diskBytes: number;
}

/** Why a snapshot would put the workload or the machine at risk; undefined where there is room. */
export function tooLittleRoom({ limitBytes, processBytes, cgroupBytes, machineBytes, diskBytes }: Headroom): string | undefined {
  const wanted = snapshotHeaps * processBytes;
  const short = (where: string, bytes: number) =>
    `a snapshot of a process of ${mebibytes(processBytes)} may take ${mebibytes(wanted)} more, and ${where} ${mebibytes(bytes)}`;
  if (limitBytes - cgroupBytes < wanted) return short(`its limit of ${mebibytes(limitBytes)} leaves`, Math.max(0, limitBytes - cgroupBytes));
  if (machineBytes < wanted) return short('the machine has', machineBytes);
  return diskBytes < wanted ? short('the disk has', diskBytes) : undefined;
}

const mebibytes = (bytes: number): string => formatMemory(Math.round(bytes / 2 ** 20) * 2 ** 20);
