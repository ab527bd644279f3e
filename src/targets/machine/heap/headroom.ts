import { formatMemory } from '../../../shared/quantity.ts';
import { snapshotRoom } from '../../../shared/snapshot-room.ts';

export interface Headroom {
  readonly limitBytes: number;
  /** Anonymous memory of the process, which bounds its heap, and of everything in the cgroup. */
  readonly processBytes: number;
  readonly cgroupBytes: number;
  readonly machineBytes: number;
  readonly diskBytes: number;
}

/**
 * Why a snapshot would put the workload or the machine at risk; undefined where there is room. The limit keeps one that takes more than usual from the rest of
 * the machine, so the machine must have what the limit lets it take.
 */
export function tooLittleRoom({ limitBytes, processBytes, cgroupBytes, machineBytes, diskBytes }: Headroom): string | undefined {
  const [least, most] = [snapshotRoom.least * processBytes, snapshotRoom.most * processBytes];
  const left = Math.max(0, limitBytes - cgroupBytes);
  const short = (bytes: number, where: string, has: number) =>
    `a snapshot of a process of ${mebibytes(processBytes)} may take ${mebibytes(bytes)} more, and ${where} ${mebibytes(has)}`;
  if (left < least) return short(least, `its limit of ${mebibytes(limitBytes)} leaves`, left);
  const ofMachine = Math.min(most, left);
  if (machineBytes < ofMachine) return short(ofMachine, 'the machine has', machineBytes);
  return diskBytes < least ? short(least, 'the disk has', diskBytes) : undefined;
}

const mebibytes = (bytes: number): string => formatMemory(Math.round(bytes / 2 ** 20) * 2 ** 20);
