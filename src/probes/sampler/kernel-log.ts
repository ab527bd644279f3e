import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { RecordingEvent } from '../../recording/events.ts';
import { isOomText, type KmsgRecord, parseKmsgRecord } from './kmsg-record.ts';
import { StampClock } from './stamp-clock.ts';

/** Reads what is there: text, nothing more for now, or the news that records were overwritten before they were read. */
export type ReadChunk = () => string | 'empty' | 'overrun';

/** A record is at most 8 KiB with all its escapes (CONSOLE_EXT_LOG_MAX in kernel/printk); a smaller buffer fails with EINVAL. */
const chunkBytes = 16 * 1024;
/** More than a 16 MiB ring holds; ends the drain of a log that grows as fast as it is read. */
const maxRecordsPerDrain = 200_000;

/** Tells the OOM lines of the kernel log that were written after the subscription. */
export class KernelLog {
  readonly #read: ReadChunk;
  readonly #clock: StampClock;
  #emptyAtMs = Number.NEGATIVE_INFINITY;
  #seq = -1;
  #partial = '';

  constructor(read: ReadChunk, monotonicMs: number) {
    this.#read = read;
    this.#clock = new StampClock(-monotonicMs);
  }

  /** Passes over everything written so far; `nowMs` is event time. */
  subscribe(nowMs: number): void {
    this.#drain(
      () => {},
      () => {},
    );
    this.#emptyAtMs = nowMs;
  }

  /** Events of what came since the last call; `nowMs` is event time. */
  poll(nowMs: number): RecordingEvent[] {
    const events: RecordingEvent[] = [];
    this.#drain(
      ({ fromKernel, stampMs, seq, text }, line) => {
        const kernelMs = this.#clock.place(stampMs, this.#emptyAtMs, nowMs);
        if (fromKernel && isOomText(text)) events.push({ kind: 'kernel-line', t: nowMs, seq, kernelMs, line });
      },
      () => events.push({ kind: 'kernel-log', t: nowMs, state: 'overrun', detail: `records after number ${this.#seq} were overwritten before they were read` }),
    );
    this.#emptyAtMs = nowMs;
    return events;
  }

  #drain(onRecord: (record: KmsgRecord, line: string) => void, onOverrun: () => void): void {
    for (let reads = 0; reads < maxRecordsPerDrain; reads++) {
      const chunk = this.#read();
      if (chunk === 'empty') return;
      if (chunk === 'overrun') onOverrun();
      else this.#take(chunk, onRecord);
    }
  }

  #take(chunk: string, onRecord: (record: KmsgRecord, line: string) => void): void {
    const lines = (this.#partial + chunk).split('\n');
    this.#partial = lines.pop() ?? '';
    for (const line of lines) {
      const record = parseKmsgRecord(line);
      // After an overrun the kernel goes on with the oldest record it still has, never with one that was read.
      if (!record || record.seq <= this.#seq) continue;
      this.#seq = record.seq;
      onRecord(record, line);
    }
  }
}

/** Opens the log without waiting for records. Throws EACCES, EPERM or ENOENT where it cannot be heard. */
export function openKernelLog(path: string): { readonly read: ReadChunk; readonly close: () => void } {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(chunkBytes);
  const read: ReadChunk = () => {
    try {
      const length = readSync(fd, buffer, 0, buffer.length, null);
      return length === 0 ? 'empty' : buffer.toString('utf8', 0, length);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPIPE' ? 'overrun' : 'empty';
    }
  };
  return { read, close: () => closeSync(fd) };
}
