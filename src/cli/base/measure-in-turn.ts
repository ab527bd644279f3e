import type { Analysis } from '../../analysis/document.ts';
import type { Variant } from '../../plan/plan.ts';
import { HighwaterError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import { measure } from '../measure.ts';
import type { OpenRun } from '../open-run.ts';
import type { Provided } from '../provision.ts';

/** One side of a comparison. */
export interface Side extends Provided {
  readonly name: 'base' | 'head';
  readonly open: OpenRun;
}

const isForGate = ({ purpose }: Variant): boolean => purpose === 'record' || purpose === 'current';

/** Everything that a gate needs of one side: the manifest's limit, the loose-limit recordings, and what of them has to be repeated. */
export function measureForGate(context: Context, side: Side, wanted: (variant: Variant) => boolean = isForGate): Promise<Analysis> {
  return measure({ context, ...side, timeBudgetMs: undefined, until: (variant) => !wanted(variant) });
}

/** Makes the next loose-limit recording of a side; false when it has all of them. */
async function measureOne(context: Context, side: Side): Promise<boolean> {
  let made = 0;
  const oneRecord = ({ purpose }: Variant): boolean => {
    if (purpose !== 'record' || made > 0) return false;
    made += 1;
    context.stderr(`${side.name}:\n`);
    return true;
  };
  await measureForGate(context, side, oneRecord);
  return made > 0;
}

/** Why base cannot be measured; what happens to head is thrown. */
async function tryBase(context: Context, base: Side): Promise<{ readonly more: boolean; readonly failed?: string }> {
  try {
    return { more: await measureOne(context, base) };
  } catch (error) {
    if (error instanceof HighwaterError) return { more: false, failed: error.message };
    throw error;
  }
}

/**
 * Records base and head in turn, so that whatever drifts on the machine meets both alike; which of them goes first alternates from pair to pair. Answers
 * why base could not be measured, where it could not: head then goes on alone.
 */
export async function measureInTurn(context: Context, head: Side, base: Side): Promise<string | undefined> {
  await measureForGate(context, head, ({ purpose }) => purpose === 'current');
  for (let pair = 0; ; pair += 1) {
    const headFirst = pair % 2 === 1;
    const before = headFirst && (await measureOne(context, head));
    const { more, failed } = await tryBase(context, base);
    const after = !headFirst && (await measureOne(context, head));
    if (failed !== undefined) return failed;
    if (context.interrupted.aborted || !(more || before || after)) return undefined;
  }
}
