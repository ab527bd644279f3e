/** Exit codes of a process that a signal ended, as shells count them: 128 + number. */
const codes = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof codes;

export interface Interruption {
  readonly signal: AbortSignal;
  /** Exit code of the signal that came, if one did. */
  exitCode(): number | undefined;
  dispose(): void;
}

/**
 * One Ctrl-C can come twice: from the terminal, which tells the whole process group, and from a parent in that group that passes it on (npm, a scope
 * runner). Nobody presses twice within this time.
 */
const samePressMs = 250;

/** First signal: `signal` aborts, and the run cleans up. Second: the process ends at once; `highwater clean` does the rest. */
export function watchInterrupts(host: NodeJS.Process, say: (text: string) => void, nowMs: () => number): Interruption {
  const controller = new AbortController();
  let came: Signal | undefined;
  let cameAtMs = Number.NEGATIVE_INFINITY;
  const listeners = (Object.keys(codes) as Signal[]).map((name) => {
    const listener = () => {
      if (nowMs() - cameAtMs < samePressMs) return;
      if (came) host.exit(codes[name]);
      came = name;
      cameAtMs = nowMs();
      say('\nstopping: the load is drained and the recording closed; once more to end at once (then run `highwater clean`)\n');
      controller.abort(name);
    };
    host.on(name, listener);
    return () => host.off(name, listener);
  });
  return { signal: controller.signal, exitCode: () => came && codes[came], dispose: () => listeners.forEach((off) => void off()) };
}
