import { HighwaterError } from '../shared/errors.ts';

/** A stack of things to undo. Closing runs all of them, newest first, and reports every failure together. */
export class Scope {
  readonly #undo: { readonly what: string; readonly run: () => Promise<void> | void }[] = [];

  defer(what: string, run: () => Promise<void> | void): void {
    this.#undo.push({ what, run });
  }

  async close(): Promise<void> {
    const failures: Error[] = [];
    for (let next = this.#undo.pop(); next; next = this.#undo.pop()) {
      try {
        await next.run();
      } catch (error) {
        failures.push(new Error(`${next.what}: ${(error as Error).message}`, { cause: error }));
      }
    }
    if (failures.length === 0) return;
    const message = failures.map((failure) => failure.message).join('; ');
    throw new HighwaterError('target-failed', message, { hint: 'highwater clean', cause: new AggregateError(failures) });
  }
}
