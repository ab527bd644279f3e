/** A promise that settles once, from outside. Unwatched rejections are no error: the caller may never look. */
export class ReadyGate {
  readonly promise: Promise<void>;
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;
  #settled = false;
  #afterwards: (() => void) | undefined;

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    this.promise = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get settled(): boolean {
    return this.#settled;
  }

  onSettled(action: () => void): void {
    this.#afterwards = action;
  }

  open(): void {
    if (!this.#settled) this.#settle(this.#resolve);
  }

  /** The first outcome stands. */
  fail(error: Error): void {
    if (!this.#settled) this.#settle(() => this.#reject(error));
  }

  #settle(conclude: () => void): void {
    this.#settled = true;
    this.#afterwards?.();
    conclude();
  }
}
