import { dirname } from 'node:path';
import { ancestorsOf, descendantsOf, inodeOf, kernelPathOf, linksOf } from './hierarchy.ts';
import { readLimit } from './limit.ts';
import type { Outbox } from './outbox.ts';
import type { PhaseWatermarks } from './phase-watermarks.ts';
import { Watched, type WatchedSpec } from './watched-cgroup.ts';

/** Bounds the descriptors (about eight each); a workload with more cgroups of its own is noted. */
const maxChildren = 64;
/** Whoever makes a cgroup writes its limit a moment later; a second look once a second would come too late for short lives. */
const youngMs = 3000;
const none: readonly Watched[] = [];

/** The cgroups under watch: those that were named, what lives below them, and what limits them from above. */
export class WatchList {
  readonly #byDir = new Map<string, Watched>();
  readonly #links = new Map<string, number>();
  readonly #youngUntilMs = new Map<Watched, number>();
  readonly #limiters = new Map<Watched, Watched[]>();
  readonly #outbox: Outbox;
  readonly #watermarks: PhaseWatermarks;
  readonly #buffer: Buffer;
  #nextCg: number;
  #all: readonly Watched[] | undefined;
  #workloads: readonly Watched[] = [];

  constructor(outbox: Outbox, watermarks: PhaseWatermarks, buffer: Buffer, firstCg = 1) {
    this.#outbox = outbox;
    this.#watermarks = watermarks;
    this.#buffer = buffer;
    this.#nextCg = firstCg;
  }

  get all(): readonly Watched[] {
    return this.#all ?? this.#listAnew();
  }

  get workloads(): readonly Watched[] {
    if (!this.#all) this.#listAnew();
    return this.#workloads;
  }

  /** Opens a cgroup, everything below it, and each limited ancestor. */
  watch(cgroup: WatchedSpec, t: number): void {
    const watched = this.#open(cgroup, t);
    if (watched === 'gone' && cgroup.role === 'workload') {
      this.#outbox.note(t, 'cgroup-unreadable', `${cgroup.memoryDir} could not be read when it was to be watched`);
    }
    if (watched === 'gone' || watched === 'known' || cgroup.role !== 'workload') return;
    for (const dir of ancestorsOf(cgroup.memoryDir)) {
      if (typeof readLimit(dir, cgroup.version) === 'number') this.#open(relative(cgroup, dir, 'ancestor'), t);
    }
    this.scanChildren(watched, t);
  }

  /** Lets go of a cgroup and of everything below it, as if it had never been watched. */
  forget(memoryDir: string): void {
    for (const watched of this.all) {
      if (watched.spec.memoryDir === memoryDir || watched.spec.memoryDir.startsWith(`${memoryDir}/`)) this.#remove(watched);
    }
  }

  /** Looks for new and vanished children. */
  scanChildren(parent: Watched, t: number): void {
    this.#links.set(parent.spec.memoryDir, linksOf(parent.spec.memoryDir));
    const present = descendantsOf(parent.spec.memoryDir);
    for (const dir of present) {
      if (this.#byDir.get(dir)?.inode === inodeOf(dir)) continue;
      if (this.all.filter(({ spec }) => spec.role === 'child').length >= maxChildren) {
        this.#outbox.note(
          t,
          'children-not-watched',
          `more than ${maxChildren} cgroups below ${parent.spec.kernelPath}: the others are counted only in their parents`,
        );
        return;
      }
      this.#open(relative(parent.spec, dir, 'child'), t);
    }
  }

  /** Whether a directory was made or removed directly below a workload since its last scan. */
  childrenMoved(parent: Watched): boolean {
    return linksOf(parent.spec.memoryDir) !== this.#links.get(parent.spec.memoryDir);
  }

  /** Ancestors that limit a cgroup. */
  limitersOf(watched: Watched): readonly Watched[] {
    const known = this.#all && this.#limiters.get(watched);
    if (known) return known;
    const found = this.all.filter(({ spec }) => spec.role === 'ancestor' && watched.spec.memoryDir.startsWith(`${spec.memoryDir}/`));
    this.#limiters.set(watched, found);
    return found;
  }

  /** Whether a cgroup is the parent of a workload, as a pod is of its containers. */
  isParentOfWorkload(watched: Watched): boolean {
    return this.workloads.some(({ spec }) => dirname(spec.memoryDir) === watched.spec.memoryDir);
  }

  /** Cgroups made a moment ago, whose limits may still be written. */
  youngAt(t: number): readonly Watched[] {
    if (this.#youngUntilMs.size === 0) return none;
    for (const [watched, untilMs] of this.#youngUntilMs) if (untilMs < t) this.#youngUntilMs.delete(watched);
    return [...this.#youngUntilMs.keys()];
  }

  /** Writes the last good values of a removed cgroup and lets go of it. */
  end(watched: Watched, t: number): void {
    this.#outbox.put(watched.countersEvent(t), ...this.#watermarks.record(watched, t), { kind: 'cgroup-gone', t, cg: watched.cg });
    this.#remove(watched);
  }

  #remove(watched: Watched): void {
    watched.close();
    this.#byDir.delete(watched.spec.memoryDir);
    this.#links.delete(watched.spec.memoryDir);
    this.#youngUntilMs.delete(watched);
    this.#all = undefined;
  }

  #listAnew(): readonly Watched[] {
    this.#limiters.clear();
    this.#all = [...this.#byDir.values()];
    this.#workloads = this.#all.filter(({ spec }) => spec.role === 'workload');
    return this.#all;
  }

  #open(spec: WatchedSpec, t: number): Watched | 'known' | 'gone' {
    const known = this.#byDir.get(spec.memoryDir);
    if (known && known.inode === inodeOf(spec.memoryDir)) return 'known';
    if (known) this.end(known, t);
    const watched = Watched.open(this.#nextCg, spec, this.#buffer);
    if (!watched) return 'gone';
    this.#nextCg++;
    this.#byDir.set(spec.memoryDir, watched);
    this.#all = undefined;
    if (spec.fresh) this.#youngUntilMs.set(watched, t + youngMs);
    this.#watermarks.firstSight(watched);
    this.#outbox.put(watched.announcement(t), watched.countersEvent(t));
    if (spec.role === 'workload') this.#noteWhatIsMissing(watched, t);
    return watched;
  }

  #noteWhatIsMissing(watched: Watched, t: number): void {
    if (!watched.watermark) this.#outbox.note(t, 'watermark-absent', 'this kernel keeps no memory.peak (Linux 5.19 has it): peaks are sampled ones');
    else if (!watched.watermark.resettable) {
      this.#outbox.note(
        t,
        'watermark-not-resettable',
        'the watermark cannot be reset here: it covers everything since the cgroup began (v2 needs Linux 6.12 and write access)',
      );
    }
    if (!watched.hasPressure) this.#outbox.note(t, 'psi-unavailable', `no pressure files for ${watched.spec.kernelPath}: stall cannot be judged`);
  }
}

/** Specification of a cgroup above or below one that is known; a child belongs to the same container. */
function relative(known: WatchedSpec, dir: string, role: 'child' | 'ancestor'): WatchedSpec {
  return {
    container: known.container,
    role,
    version: known.version,
    memoryDir: dir,
    cpuDir: undefined,
    pressureDir: undefined,
    kernelPath: kernelPathOf(dir, known.memoryDir, known.kernelPath),
    mayReset: known.mayReset,
    ...(role === 'child' && { podUid: known.podUid, containerId: known.containerId }),
  };
}
