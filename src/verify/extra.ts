import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import type { Recommendation } from '../recommend/document.ts';
import { extraStanding } from '../recommend/extra-standing.ts';
import { policy } from '../recommend/policy.ts';
import { ceilMebibyte } from '../recommend/step.ts';
import { surveyOf } from '../recommend/survey.ts';
import { formatMemory } from '../shared/quantity.ts';
import { variantFor } from './variants.ts';

/** Replays that are wished for beyond the verdict. */
export interface ExtraWishes {
  readonly others: boolean;
  readonly settings: boolean;
}

export interface ExtraInput {
  readonly plan: Plan;
  readonly looseLimitBytes: number;
  readonly history: readonly RecordingAnalysis[];
  readonly recommendation: Recommendation;
  readonly wishes: ExtraWishes;
}

export interface Extra {
  readonly variant: Variant;
  readonly why: string;
  /** This one included. */
  readonly remaining: number;
}

interface Wish {
  readonly purpose: 'other' | 'settings';
  readonly limitBytes: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly why: string;
}

/** The number that a cluster would run with: the limit where a rule sets one, after the longer history where there is one; each once, and none above the loose limit, which the machine may not have. */
function otherWishes({ recommendation, looseLimitBytes }: ExtraInput): Wish[] {
  const byRule = Map.groupBy(recommendation.others ?? [], ({ rule }) => rule);
  const wishes = [...byRule].flatMap(([rule, rows]): Wish[] => {
    const repeated = rows.filter(({ history, valueBytes }) => history === 'repeated' && valueBytes !== null);
    const shown = repeated.length > 0 ? repeated : rows.filter(({ valueBytes }) => valueBytes !== null);
    const bytes = (shown.find(({ field }) => field === 'limit') ?? shown[0])?.valueBytes;
    if (bytes === null || bytes === undefined || bytes > looseLimitBytes || bytes <= 0) return [];
    return [{ purpose: 'other', limitBytes: ceilMebibyte(bytes), why: `${rule} would have set ${formatMemory(ceilMebibyte(bytes))}` }];
  });
  return wishes.filter((wish, index) => wishes.findIndex(({ limitBytes }) => limitBytes === wish.limitBytes) === index);
}

/** Settings of the sized container that no run at its limit had. Those that stand in the command cannot be replayed from outside. */
function settingsWishes({ recommendation, plan }: ExtraInput): Wish[] {
  const [container] = recommendation.containers;
  const limitBytes = container?.memory.limitBytes ?? null;
  const set = container?.runtime?.set ?? [];
  if (plan.target.kind !== 'local' || limitBytes === null || set.length === 0 || set.some(({ variable }) => variable === 'the command')) return [];
  const env = Object.fromEntries(set.map(({ variable, value }) => [variable, value]));
  return [{ purpose: 'settings', limitBytes, env, why: `the recommended limit with ${set.map(({ variable }) => variable).join(', ')}` }];
}

/** Whether a wish still has to be run: not when it was judged, nor when it could not be made a few times over. */
function isOpen(wish: Wish, { plan, looseLimitBytes, history }: ExtraInput): boolean {
  const survey = surveyOf(plan, looseLimitBytes, history);
  const made = survey.extras.filter(
    (run) => run.purpose === wish.purpose && run.limitBytes === wish.limitBytes && JSON.stringify(run.env ?? {}) === JSON.stringify(wish.env ?? {}),
  );
  const open = extraStanding(made, survey).standing === 'undecided';
  return open && made.filter(({ outcome }) => outcome !== 'interrupted').length < policy.attempts;
}

/** The next replay beyond the verdict, undefined when there is none left. The same recordings give the same answer. */
export function extraVariant(input: ExtraInput): Extra | undefined {
  const { plan, history, wishes } = input;
  const all = [...(wishes.settings ? settingsWishes(input) : []), ...(wishes.others ? otherWishes(input) : [])];
  const open = all.filter((wish) => isOpen(wish, input));
  const [wish] = open;
  if (wish === undefined) return undefined;
  const variant = variantFor(plan, wish.purpose, wish.limitBytes, history, history);
  return { variant: { ...variant, ...(wish.env && { env: wish.env }) }, why: wish.why, remaining: open.length };
}
