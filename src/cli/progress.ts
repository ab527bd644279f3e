import { formatDuration } from '../shared/duration.ts';
import { formatMemory } from '../shared/quantity.ts';
import type { Context } from './context.ts';

export interface Step {
  readonly number: number;
  readonly of: number;
  readonly what: string;
  readonly limitBytes: number;
  readonly why: string;
  /** How long this recording and all that may come after it take. */
  readonly remainingMs: number;
}

/** An estimate in whole seconds: a tenth of one would claim to know it. */
const aboutText = (ms: number): string => formatDuration(Math.round(ms / 1000) * 1000);

/** One live line on a terminal, one line per phase elsewhere. */
export class ProgressLine {
  readonly #context: Context;
  #step: Step | undefined;
  #startedMs = 0;
  #phase = '';
  #drawn = false;

  constructor(context: Context) {
    this.#context = context;
  }

  begin(step: Step): void {
    this.#step = step;
    this.#phase = '';
    this.#startedMs = this.#context.now().getTime();
    this.say(
      `run ${step.number} of at most ${step.of}: ${step.what} at ${formatMemory(step.limitBytes)} (${step.why}), about ${aboutText(step.remainingMs)} left`,
    );
  }

  update(phase: string, usageBytes: number | undefined, peakBytes: number | undefined): void {
    const step = this.#step;
    if (!step) return;
    const elapsedMs = this.#context.now().getTime() - this.#startedMs;
    const memory = usageBytes === undefined ? '' : `, memory ${formatMemory(usageBytes)}${peakBytes === undefined ? '' : `, peak ${formatMemory(peakBytes)}`}`;
    if (this.#context.stderrIsTerminal) {
      const left = aboutText(Math.max(0, step.remainingMs - elapsedMs));
      const line = `run ${step.number}/${step.of} ${step.what} ${formatMemory(step.limitBytes)} | ${phase}${memory} | ${left} left`;
      this.#context.stderr(`\r\u001b[2K${line.slice(0, this.#context.columns - 1)}`);
      this.#drawn = true;
    } else if (phase !== this.#phase) {
      this.#context.stderr(`  ${formatDuration(elapsedMs).padStart(6)}  ${phase}${memory}\n`);
    }
    this.#phase = phase;
  }

  say(text: string): void {
    if (this.#drawn) this.#context.stderr('\r\u001b[2K');
    this.#drawn = false;
    this.#context.stderr(`${text}\n`);
  }
}
