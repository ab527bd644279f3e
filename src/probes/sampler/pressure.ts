import { join } from 'node:path';
import { KernelFile } from './kernel-file.ts';

export const pressureResources = ['memory', 'cpu', 'io'] as const;
export type PressureResource = (typeof pressureResources)[number];

/** Cumulative stall time in microseconds; -1 where the kernel writes no such line (cpu had no `full` before 5.13). */
export interface PressureTotals {
  readonly resource: PressureResource;
  readonly someUs: number;
  readonly fullUs: number;
}

/** PSI files of one cgroup (`memory.pressure`) or of the host (`/proc/pressure/memory`), kept open. */
export class PressureReader {
  readonly #files: readonly { readonly resource: PressureResource; readonly file: KernelFile }[];

  private constructor(files: { resource: PressureResource; file: KernelFile }[]) {
    this.#files = files;
  }

  /** Undefined where PSI is absent or switched off (files missing, or reads fail with EOPNOTSUPP). */
  static open(dir: string, suffix: '' | '.pressure', buffer: Buffer): PressureReader | undefined {
    const files = pressureResources.flatMap((resource) => {
      const file = KernelFile.open(join(dir, resource + suffix), buffer);
      if (!file) return [];
      if (file.read() >= 0) return [{ resource, file }];
      file.close();
      return [];
    });
    return files.length === 0 ? undefined : new PressureReader(files);
  }

  read(): PressureTotals[] {
    return this.#files.flatMap(({ resource, file }) => {
      const text = file.readText();
      return text === undefined ? [] : [{ resource, someUs: totalOf(text, 'some'), fullUs: totalOf(text, 'full') }];
    });
  }

  close(): void {
    for (const { file } of this.#files) file.close();
  }
}

function totalOf(text: string, which: 'some' | 'full'): number {
  const total = new RegExp(`^${which} .*total=(\\d+)`, 'm').exec(text)?.[1];
  return total === undefined ? -1 : Number(total);
}
