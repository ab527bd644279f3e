import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseNumber } from './kernel-file.ts';

const anyWriteBit = 0o222;

/** Whether resetting disturbs other readers: on v1 it does, on v2 it is seen through the writing descriptor alone. */
export type ResetPermission = 'allowed' | 'forbidden';

/** The kernel's own peak of one cgroup, and its reset where the kernel has one. */
export class Watermark {
  readonly #fd: number;
  readonly #version: 1 | 2;
  readonly #buffer: Buffer;
  /** False where the file cannot be written: v2 before 6.12 (no write bit), or no permission. */
  resettable: boolean;

  private constructor(fd: number, version: 1 | 2, resettable: boolean, buffer: Buffer) {
    this.#fd = fd;
    this.#version = version;
    this.resettable = resettable;
    this.#buffer = buffer;
  }

  /** Undefined where the kernel keeps none: memory.peak came with 5.19. */
  static open(memoryDir: string, version: 1 | 2, reset: ResetPermission, buffer: Buffer): Watermark | undefined {
    const path = join(memoryDir, version === 1 ? 'memory.max_usage_in_bytes' : 'memory.peak');
    if (reset === 'allowed') {
      const fd = tryOpen(path, constants.O_RDWR);
      if (fd !== undefined) return new Watermark(fd, version, (fstatSync(fd).mode & anyWriteBit) !== 0, buffer);
    }
    const fd = tryOpen(path, constants.O_RDONLY);
    return fd === undefined ? undefined : new Watermark(fd, version, false, buffer);
  }

  /** Bytes, or -1 when the cgroup is gone. */
  read(): number {
    try {
      return parseNumber(this.#buffer, 0, readSync(this.#fd, this.#buffer, 0, this.#buffer.length, 0));
    } catch {
      return -1;
    }
  }

  /** Begins a new peak; false when the kernel did not. v1: write 0, for every reader. v2 since 6.12: any text, for this descriptor. */
  reset(): boolean {
    if (!this.resettable) return false;
    try {
      writeSync(this.#fd, this.#version === 1 ? '0' : 'reset', 0, 'latin1');
      return true;
    } catch (error) {
      // A removed cgroup says nothing about what the kernel can do.
      if ((error as NodeJS.ErrnoException).code !== 'ENODEV') this.resettable = false;
      return false;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}

function tryOpen(path: string, flags: number): number | undefined {
  try {
    return openSync(path, flags);
  } catch {
    return undefined;
  }
}
