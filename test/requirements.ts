import { describe, test } from 'vitest';
import { type Probe, probes } from './requirement-probes.ts';

export type Requirement = keyof typeof probes;

const answers = new Map<Requirement, string | undefined>();

/** Why this machine cannot run what needs `name`, found by trying it; undefined where it can. */
export function missing(name: Requirement): string | undefined {
  if (!answers.has(name)) answers.set(name, (probes[name] as Probe)());
  return answers.get(name);
}

/** Names in HIGHWATER_REQUIRE: what must not be left out. Unknown names are an error, so that a misspelt one cannot excuse anything. */
export function requiredNames(text: string | undefined): ReadonlySet<Requirement> {
  const names = (text ?? '').split(',').map((name) => name.trim());
  const wanted = names.filter((name) => name !== '');
  const unknown = wanted.filter((name) => !(name in probes));
  if (unknown.length > 0) throw new Error(`HIGHWATER_REQUIRE names ${unknown.join(', ')}; known are ${Object.keys(probes).join(', ')}`);
  return new Set(wanted as Requirement[]);
}

export interface Lack {
  readonly name: Requirement;
  readonly why: string;
}

/** What a suite does about what it lacks: run, be left out with the reasons in its title, or fail because one of them was required. */
export function decide(lacks: readonly Lack[], required: ReadonlySet<Requirement>): { readonly act: 'run' | 'leave-out' | 'fail'; readonly why: string } {
  if (lacks.length === 0) return { act: 'run', why: '' };
  const why = lacks.map(({ name, why }) => `${name}: ${why}`).join('; ');
  return { act: lacks.some(({ name }) => required.has(name)) ? 'fail' : 'leave-out', why };
}

/**
 * A suite that needs something of the machine. Where that is missing it is skipped with the reason in its title, which `npm test` repeats
 * at its end; where HIGHWATER_REQUIRE names what is missing, it fails.
 */
export function describeWith(needs: readonly Requirement[], title: string, body: () => void): void {
  const lacks = needs.flatMap((name) => {
    const why = missing(name);
    return why === undefined ? [] : [{ name, why }];
  });
  const { act, why } = decide(lacks, requiredNames(process.env.HIGHWATER_REQUIRE));
  if (act === 'run') describe(title, body);
  else if (act === 'leave-out') describe.skip(`${title} [left out: ${why}]`, body);
  else describe(title, () => failFor(why));
}

function failFor(why: string): void {
  test('has what HIGHWATER_REQUIRE asks for', () => {
    throw new Error(why);
  });
}
