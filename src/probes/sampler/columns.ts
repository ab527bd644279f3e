import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';
import { KeyedFile } from './keyed-file.ts';

interface FileColumns {
  readonly file: string;
  /** Keys of a `key value` file; without it the file holds one number and is its own column. */
  readonly keys?: readonly string[];
}

/** v1: the total_ forms cover the subtree as usage does (cgroup-v1/memory.rst). Kernel memory stands in files of its own. */
const version1: readonly FileColumns[] = [
  { file: 'memory.usage_in_bytes' },
  {
    file: 'memory.stat',
    keys: [
      'total_rss',
      'total_cache',
      'total_shmem',
      'total_mapped_file',
      'total_dirty',
      'total_writeback',
      'total_swap',
      'total_inactive_file',
      'total_active_file',
      'total_unevictable',
      'total_workingset_refault_file',
      'total_pgmajfault',
    ],
  },
  { file: 'memory.kmem.usage_in_bytes' },
  { file: 'memory.kmem.tcp.usage_in_bytes' },
  { file: 'memory.failcnt' },
];

/** v2: `kernel` exists since 5.18; its parts are read too, for the kernels before. */
const version2: readonly FileColumns[] = [
  { file: 'memory.current' },
  {
    file: 'memory.stat',
    keys: [
      'anon',
      'file',
      'shmem',
      'kernel',
      'kernel_stack',
      'pagetables',
      'percpu',
      'slab_reclaimable',
      'slab_unreclaimable',
      'sock',
      'file_dirty',
      'file_writeback',
      'file_mapped',
      'inactive_file',
      'active_file',
      'unevictable',
      'workingset_refault_file',
      'workingset_refault_anon',
      'pgmajfault',
      'pgscan',
      'pgsteal',
      'anon_thp',
    ],
  },
  { file: 'memory.swap.current' },
];

/** Reads one value per column of one cgroup from descriptors that stay open. The first column is the usage. */
export class ColumnReader {
  readonly names: readonly string[];
  readonly #usage: KernelFile;
  readonly #files: readonly KernelFile[];
  readonly #readers: readonly ((values: number[]) => void)[];

  private constructor(names: string[], usage: KernelFile, files: KernelFile[], readers: ((values: number[]) => void)[]) {
    this.names = names;
    this.#usage = usage;
    this.#files = files;
    this.#readers = readers;
  }

  /** Undefined when the usage itself cannot be opened; any other absent file is a column of -1. */
  static open(dir: string, version: 1 | 2, buffer: Buffer): ColumnReader | undefined {
    const names: string[] = [];
    const files: KernelFile[] = [];
    const readers: ((values: number[]) => void)[] = [];
    for (const { file: name, keys } of version === 1 ? version1 : version2) {
      const offset = names.length;
      names.push(...(keys ? keys.map((key) => `${name}:${key}`) : [name]));
      const file = KernelFile.open(join(dir, name), buffer);
      if (!file) {
        if (offset === 0) return undefined;
        continue;
      }
      files.push(file);
      readers.push(columnReader(file, keys, offset));
    }
    return new ColumnReader(names, files[0] as KernelFile, files, readers);
  }

  /** A fresh row, or undefined once the cgroup is removed. */
  read(): number[] | undefined {
    const values = new Array<number>(this.names.length).fill(-1);
    for (const reader of this.#readers) {
      reader(values);
      if (this.#usage.errorCode === 'ENODEV') return undefined;
    }
    return values;
  }

  close(): void {
    for (const file of this.#files) file.close();
  }
}

function columnReader(file: KernelFile, keys: readonly string[] | undefined, offset: number): (values: number[]) => void {
  if (keys) {
    const keyed = new KeyedFile(file, keys);
    return (values) => void keyed.readInto(values, offset);
  }
  return (values) => {
    values[offset] = file.readNumber();
  };
}
