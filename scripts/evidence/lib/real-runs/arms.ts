import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** What real short runs at the loose limit are kept for: whether growth is a leak, how far peaks differ from run to run, or only the slope of the load curve. */
export const questions = ['growth', 'spread', 'slope'] as const;
export type Question = (typeof questions)[number];

/** A workload of which such runs are made. */
export interface RealArm {
  readonly question: Question;
  readonly name: string;
  readonly scenario: string;
  readonly runs: number;
  /** Settings that make its runs shorter, or longer, than its plan does. */
  readonly settings: readonly string[];
}

const arm =
  (question: Question, runs: number, settings: readonly string[]) =>
  (path: string): RealArm => ({ question, name: basename(path), scenario: join(root, path), runs, settings });

/** Five levels of 4 s: 20 s of load. */
const growth = ['leak', 'saturating', 'linear', 'cache-reader', 'heap-follows-limit'].map((name) =>
  arm('growth', 10, ['load.hold=4s'])(`test/workloads/${name}`),
);
/** Memory that follows requests in flight of a random length, one that follows them at a fixed length, and an allocator under values of random size. */
const spread = ['scenarios/quickstart', 'test/workloads/linear', 'scenarios/webdis-redis'].map(
  arm('spread', 40, ['load.hold=2s', 'load.idle=500ms', 'load.drain=200ms', 'load.cooldown=500ms']),
);

/** Another runtime than the others: a thread for each connection, and memory that no allocator keeps. */
const slope = [arm('slope', 10, ['load.hold=4s'])('scripts/evidence/lib/real-runs/thread-per-request')];

export const realArms: readonly RealArm[] = [...growth, ...spread, ...slope];
