import type { WatchedCgroup } from '../../ports/target.ts';
import type { EventOf, RecordingEvent } from '../../recording/events.ts';
import { ColumnReader } from './columns.ts';
import { CpuReader } from './cpu-time.ts';
import { inodeOf } from './hierarchy.ts';
import { readLimit } from './limit.ts';
import { OomCounters } from './oom-counters.ts';
import { PressureReader } from './pressure.ts';
import { Watermark } from './watermark.ts';

export type WatchedRole = EventOf<'cgroup'>['role'];
export interface WatchedSpec extends Omit<WatchedCgroup, 'role'> {
  readonly role: WatchedRole;
  /** In a cluster: whose it is, and what the container runtime calls it. */
  readonly podUid?: string | undefined;
  readonly containerId?: string | undefined;
  /** It was made under the sampler's eyes: its limit may be written only now, and all that it counted happened now. */
  readonly fresh?: boolean | undefined;
  /** Left out, watermarks are reset where the kernel allows it; false where the user does not. */
  readonly mayReset?: boolean | undefined;
}

/** All open descriptors of one cgroup, from first sight until it is gone. */
export class Watched {
  readonly cg: number;
  readonly spec: WatchedSpec;
  readonly inode: number;
  limitBytes: number | null;
  readonly counters: OomCounters;
  readonly watermark: Watermark | undefined;
  readonly #columns: ColumnReader;
  readonly #pressure: PressureReader | undefined;
  readonly #cpu: CpuReader | undefined;
  /** Newest usage and watermark, which stand when the cgroup is removed. Bytes, -1 before the first read. */
  usageBytes = -1;
  peakBytes = -1;
  /** Kill counters when it was opened, from which a rise counts. */
  readonly firstKills: number;

  private constructor(cg: number, spec: WatchedSpec, columns: ColumnReader, buffer: Buffer) {
    this.cg = cg;
    this.spec = spec;
    this.inode = inodeOf(spec.memoryDir);
    this.limitBytes = readLimit(spec.memoryDir, spec.version) ?? null;
    this.#columns = columns;
    this.counters = OomCounters.open(spec.memoryDir, spec.version, buffer);
    // On v1 a reset is seen by every reader, so only the workload's own cgroup is ever reset there.
    const mayReset = spec.mayReset !== false && (spec.version === 2 || spec.role === 'workload');
    this.watermark = Watermark.open(spec.memoryDir, spec.version, mayReset ? 'allowed' : 'forbidden', buffer);
    this.#pressure = spec.pressureDir === undefined ? undefined : PressureReader.open(spec.pressureDir, '.pressure', buffer);
    this.#cpu = spec.cpuDir === undefined ? undefined : new CpuReader({ version: spec.version, cpuDir: spec.cpuDir, cpuacctDir: spec.cpuacctDir }, buffer);
    this.counters.refresh();
    this.firstKills = this.counters.kills;
    this.readPeak();
  }

  /** Undefined when the cgroup is already gone or its usage cannot be read. */
  static open(cg: number, spec: WatchedSpec, buffer: Buffer): Watched | undefined {
    const columns = ColumnReader.open(spec.memoryDir, spec.version, buffer);
    const first = columns?.read();
    if (!columns || !first) {
      columns?.close();
      return undefined;
    }
    const watched = new Watched(cg, spec, columns, buffer);
    watched.usageBytes = first[0] ?? -1;
    return watched;
  }

  /** Children are looked for from the first moment, so a child's counters, zero at its birth, rose under watch. */
  get beganUnderWatch(): boolean {
    return this.spec.role === 'child' || this.spec.fresh === true;
  }

  get hasPressure(): boolean {
    return this.#pressure !== undefined;
  }

  announcement(t: number): RecordingEvent {
    const { role, container, version, kernelPath, podUid, containerId } = this.spec;
    const owner = { ...(podUid !== undefined && { podUid }), ...(containerId !== undefined && { containerId }) };
    const columns = [...this.#columns.names];
    return { kind: 'cgroup', t, cg: this.cg, role, container, version, path: kernelPath, limitBytes: this.limitBytes, columns, ...owner };
  }

  /** One row, or undefined once the cgroup is removed. */
  sample(t: number): RecordingEvent | undefined {
    const v = this.#columns.read();
    if (!v) return undefined;
    this.usageBytes = v[0] ?? -1;
    this.readPeak();
    return { kind: 'sample', t, cg: this.cg, v };
  }

  readPeak(): number {
    const bytes = this.watermark?.read() ?? -1;
    if (bytes >= 0) this.peakBytes = bytes;
    return this.peakBytes;
  }

  /** False where the kernel did not reset it. Afterwards no value of the time before stands. */
  resetPeak(): boolean {
    if (!this.watermark?.reset()) return false;
    this.peakBytes = -1;
    this.readPeak();
    return true;
  }

  countersEvent(t: number): RecordingEvent {
    const local = this.counters.local;
    return { kind: 'counters', t, cg: this.cg, hierarchical: this.counters.hierarchical, ...(local ? { local } : {}) };
  }

  /** PSI and CPU of this cgroup, due once a second. */
  slowEvents(t: number): RecordingEvent[] {
    const cpu = this.#cpu?.read();
    const pressure = this.#pressure?.read() ?? [];
    return [
      ...pressure.map((totals): RecordingEvent => ({ kind: 'pressure', t, scope: 'cgroup', cg: this.cg, ...totals })),
      ...(cpu ? [{ kind: 'cpu', t, cg: this.cg, ...cpu } as const] : []),
    ];
  }

  close(): void {
    for (const part of [this.#columns, this.counters, this.watermark, this.#pressure, this.#cpu]) part?.close();
  }
}
