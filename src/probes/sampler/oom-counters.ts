import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';

export type Counters = Record<string, number>;

/** Counter files hold a few short lines; one that should be longer is parsed at every read. */
const comparedBytes = 1024;

/** One counter file that is parsed only when its bytes changed. A failed read leaves the last good values. */
class CounterFile {
  readonly #file: KernelFile;
  readonly #last: Buffer;
  #lastLength = -1;
  readonly #parse: (text: string) => Counters;
  values: Counters = {};

  constructor(file: KernelFile, parse: (text: string) => Counters) {
    this.#file = file;
    this.#last = Buffer.alloc(comparedBytes);
    this.#parse = parse;
  }

  /** True when the content differs from the last read. */
  refresh(): boolean {
    const length = this.#file.read();
    if (length < 0) return false;
    const { buffer } = this.#file;
    if (length === this.#lastLength && length <= comparedBytes && buffer.compare(this.#last, 0, length, 0, length) === 0) return false;
    buffer.copy(this.#last, 0, 0, length);
    this.#lastLength = length;
    this.values = this.#parse(buffer.toString('latin1', 0, length));
    return true;
  }

  close(): void {
    this.#file.close();
  }
}

/** OOM and reclaim counters of one cgroup. v1 oom_kill counts victims of this very cgroup, v2 memory.events the whole subtree. */
export class OomCounters {
  readonly #hierarchical: readonly CounterFile[];
  readonly #local: CounterFile | undefined;
  /** Sum of what only rises when something was killed. A figure to compare with an earlier one, not a number of deaths (mm/oom_kill.c). */
  kills = 0;

  private constructor(hierarchical: CounterFile[], local: CounterFile | undefined) {
    this.#hierarchical = hierarchical;
    this.#local = local;
  }

  static open(dir: string, version: 1 | 2, buffer: Buffer): OomCounters {
    const open = (name: string, parse: (text: string) => Counters): CounterFile[] => {
      const file = KernelFile.open(join(dir, name), buffer);
      return file ? [new CounterFile(file, parse)] : [];
    };
    if (version === 1) {
      const hits = [...open('memory.failcnt', countAs('failcnt')), ...open('memory.memsw.failcnt', countAs('memsw_failcnt'))];
      return new OomCounters([...hits, ...open('memory.oom_control', parseOomControl)], undefined);
    }
    return new OomCounters(open('memory.events', parseKeyed), open('memory.events.local', parseKeyed)[0]);
  }

  /** Reads all files; true when anything changed. */
  refresh(): boolean {
    let changed = false;
    for (const file of this.#hierarchical) changed = file.refresh() || changed;
    changed = this.#local?.refresh() || changed;
    if (changed) this.kills = this.#countKills();
    return changed;
  }

  get hierarchical(): Counters {
    return Object.assign({}, ...this.#hierarchical.map((file) => file.values));
  }

  get local(): Counters | undefined {
    return this.#local && { ...this.#local.values };
  }

  #countKills(): number {
    const { oom_kill = 0, oom_group_kill = 0 } = this.hierarchical;
    return oom_kill + oom_group_kill + (this.#local?.values.oom_kill ?? 0);
  }

  close(): void {
    for (const file of this.#hierarchical) file.close();
    this.#local?.close();
  }
}

/** With memory + swap limited to the same size, the kernel charges that counter first, and `memory.failcnt` never moves (try_charge_memcg, mm/memcontrol.c). */
function countAs(name: string): (text: string) => Counters {
  return (text) => ({ [name]: Number.parseInt(text, 10) });
}

function parseOomControl(text: string): Counters {
  const { under_oom = 0, oom_kill = 0 } = parseKeyed(text);
  return { oom_kill, under_oom };
}

function parseKeyed(text: string): Counters {
  const values: Counters = {};
  for (const line of text.split('\n')) {
    const [key, value] = line.split(' ');
    if (key && value) values[key] = Number(value);
  }
  return values;
}
