import { setTimeout as sleep } from 'node:timers/promises';
import type { Finished, Running } from '../../../../test/cli/highwater.ts';
import type { RecordOptions, Stage } from './stage.ts';

export interface Told extends Finished {
  /** From what happened to the end of the command. */
  readonly afterMs: number;
}

export interface Moment {
  readonly title: string;
  /** Takes its cluster with it, or leaves it to `clean`: made on a stage of its own. */
  readonly own?: boolean;
  readonly make: (stage: Stage) => Promise<Told>;
}

/** A command that has not ended by then hangs. */
const hangsMs = 400_000;
/** In the middle of the level. */
const intoLevelMs = 6000;

export async function ended(running: Running, sinceMs: number): Promise<Told> {
  const timer = setTimeout(() => running.child.kill('SIGKILL'), hangsMs);
  const end = await running.finished;
  clearTimeout(timer);
  return { ...end, afterMs: performance.now() - sinceMs };
}

/** Bad input: nothing happens but the command itself. */
export function bad(title: string, options: (stage: Stage) => RecordOptions): Moment {
  return {
    title,
    make: (stage) => {
      const sinceMs = performance.now();
      return ended(stage.record({ keep: true, ...options(stage) }), sinceMs);
    },
  };
}

interface Blow extends RecordOptions {
  readonly title: string;
  readonly own?: boolean;
  /** What the command has said when it is time; the middle of the level if left out. */
  readonly when?: RegExp;
  readonly blow: (stage: Stage, running: Running) => unknown;
  /** Afterwards, before anything is looked at. */
  readonly after?: (stage: Stage) => unknown;
}

/** Bad moment: something happens to a run that is under way. */
export function blow({ title, own = false, when, blow: strike, after, ...options }: Blow): Moment {
  return {
    title,
    own,
    async make(stage) {
      const running = stage.record({ keep: !own, ...options });
      await running.said(when ?? /level-5/);
      if (when === undefined) await sleep(intoLevelMs);
      stage.mark();
      const sinceMs = performance.now();
      await strike(stage, running);
      const told = await ended(running, sinceMs);
      await after?.(stage);
      return told;
    },
  };
}
