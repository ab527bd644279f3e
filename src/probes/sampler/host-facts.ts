import { join } from 'node:path';
import type { RecordingEvent } from '../../recording/events.ts';
import { parseHostCpu } from './cpu-time.ts';
import { KernelFile } from './kernel-file.ts';
import { PressureReader } from './pressure.ts';

/** PSI and CPU of the whole machine. */
export class HostFacts {
  readonly #pressure: PressureReader | undefined;
  readonly #stat: KernelFile | undefined;

  constructor(procDir: string, buffer: Buffer) {
    this.#pressure = PressureReader.open(join(procDir, 'pressure'), '', buffer);
    this.#stat = KernelFile.open(join(procDir, 'stat'), buffer);
  }

  get hasPressure(): boolean {
    return this.#pressure !== undefined;
  }

  events(t: number): RecordingEvent[] {
    const text = this.#stat?.readText();
    const cpu = text === undefined ? undefined : parseHostCpu(text.slice(0, text.indexOf('\n')));
    const pressure = this.#pressure?.read() ?? [];
    return [
      ...pressure.map((totals): RecordingEvent => ({ kind: 'pressure', t, scope: 'host', ...totals })),
      ...(cpu ? [{ kind: 'host-cpu', t, ...cpu } as const] : []),
    ];
  }

  close(): void {
    this.#pressure?.close();
    this.#stat?.close();
  }
}
