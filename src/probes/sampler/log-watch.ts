import { KernelLog, openKernelLog } from './kernel-log.ts';
import type { SamplerOptions } from './messages.ts';
import type { Outbox } from './outbox.ts';

/** Subscription to the kernel log for the life of a sampler; not being allowed to is a fact, not an error. */
export class LogWatch {
  readonly #outbox: Outbox;
  #log: KernelLog | undefined;
  #close: (() => void) | undefined;

  constructor(options: SamplerOptions, outbox: Outbox, t: number) {
    this.#outbox = outbox;
    if (options.kernelLogPath === undefined) {
      outbox.put({ kind: 'kernel-log', t, state: 'denied', detail: 'switched off' });
      return;
    }
    try {
      const { read, close } = openKernelLog(options.kernelLogPath);
      this.#close = close;
      this.#log = new KernelLog(read, options.monotonicMs);
      this.#log.subscribe(t);
      outbox.put({ kind: 'kernel-log', t, state: 'subscribed' });
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? String(error);
      outbox.put({ kind: 'kernel-log', t, state: 'denied', detail: `${options.kernelLogPath}: ${why}` });
      outbox.note(
        t,
        'kernel-log-denied',
        `${options.kernelLogPath} cannot be read (${why}): OOM kills are known from counters and exits alone; root or CAP_SYSLOG helps`,
      );
    }
  }

  poll(t: number): void {
    if (this.#log) this.#outbox.put(...this.#log.poll(t));
  }

  end(t: number): void {
    if (!this.#log) return;
    this.poll(t);
    this.#outbox.put({ kind: 'kernel-log', t, state: 'ended' });
    this.#close?.();
    this.#log = undefined;
  }
}
