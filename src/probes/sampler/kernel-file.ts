import { closeSync, constants, openSync, readSync } from 'node:fs';

/** Largest of the files read here is memory.stat of a large v2 kernel, under 4 KiB; /proc/stat matters only in its first line. */
const bufferBytes = 16 * 1024;

/** The one buffer that every file of a sampler is read into: reads are synchronous, so its content lives until the next read. */
export function allocateReadBuffer(): Buffer {
  return Buffer.alloc(bufferBytes);
}

/** A kernel file whose descriptor stays open, so that a read is one pread and a cgroup may go away under it. */
export class KernelFile {
  readonly #fd: number;
  readonly buffer: Buffer;
  /** Error code of the last read, undefined after a good one. ENODEV: the cgroup is removed. EOPNOTSUPP: PSI is off. */
  errorCode: string | undefined;

  private constructor(fd: number, buffer: Buffer) {
    this.#fd = fd;
    this.buffer = buffer;
  }

  /** Undefined where the file is absent or may not be read. */
  static open(path: string, buffer: Buffer): KernelFile | undefined {
    try {
      return new KernelFile(openSync(path, constants.O_RDONLY), buffer);
    } catch {
      return undefined;
    }
  }

  /** Bytes now in `buffer`, or -1 with `errorCode` set. */
  read(): number {
    try {
      const length = readSync(this.#fd, this.buffer, 0, this.buffer.length, 0);
      this.errorCode = undefined;
      return length;
    } catch (error) {
      this.errorCode = (error as NodeJS.ErrnoException).code ?? 'unknown';
      return -1;
    }
  }

  /** The file's text, or undefined when it cannot be read. */
  readText(): string | undefined {
    const length = this.read();
    return length < 0 ? undefined : this.buffer.toString('latin1', 0, length);
  }

  /** The file's single number, or -1 when it cannot be read or holds none. */
  readNumber(): number {
    const length = this.read();
    return length < 0 ? -1 : parseNumber(this.buffer, 0, length);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** Decimal digits from `start` up to the first other byte, without making a string; -1 when there is no digit. */
export function parseNumber(buffer: Buffer, start: number, end: number): number {
  let value = 0;
  let at = start;
  for (; at < end; at++) {
    const digit = (buffer[at] as number) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return at === start ? -1 : value;
}
