import { nearestName } from '../../shared/nearest-name.ts';
import type { Assertion, GateSettings, SettingProblem } from './assertion.ts';
import { parseAssertion } from './parse-assertion.ts';
import { presets, presetWithoutGate } from './presets.ts';

interface Entry {
  readonly value: unknown;
  readonly source: string;
}

/** `extends: recommended` or a list of presets; later ones win, and what the plan says itself wins over all. */
function extended(value: unknown): { readonly names: readonly string[]; readonly problems: readonly SettingProblem[] } {
  if (value === undefined) return { names: [], problems: [] };
  const names = (Array.isArray(value) ? value : [value]).map(String);
  const known = Object.keys(presets);
  const problems = names
    .filter((name) => !Object.hasOwn(presets, name))
    .map((name) => {
      const nearest = nearestName(name, known);
      return { path: ['extends'], text: `unknown preset '${name}'; ${nearest ? `did you mean '${nearest}'?` : `known are ${known.join(', ')}`}` };
    });
  return { names: names.filter((name) => Object.hasOwn(presets, name)), problems };
}

function entriesOf(names: readonly string[], own: Readonly<Record<string, unknown>>): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const name of names) for (const [key, value] of Object.entries(presets[name] ?? {})) entries.set(key, { value, source: `preset ${name}` });
  for (const [key, value] of Object.entries(own)) entries.set(key, { value: withPresetOptions(value, entries.get(key)?.value), source: 'plan' });
  return entries;
}

/** A bare level over a preset's entry changes the level and keeps its options, as in ESLint. */
function withPresetOptions(own: unknown, preset: unknown): unknown {
  return typeof own === 'string' && own !== 'off' && Array.isArray(preset) ? [own, ...preset.slice(1)] : own;
}

/** The gate of a plan, or the preset that stands in for none. Mistakes come back with their place below `gate`, all of them at once. */
export function parseSettings(gate: Readonly<Record<string, unknown>>): { readonly settings: GateSettings; readonly problems: readonly SettingProblem[] } {
  const standsIn = Object.keys(gate).length === 0;
  const { extends: parents, ...own } = gate;
  const { names, problems } = extended(standsIn ? presetWithoutGate : parents);
  const parsed = [...entriesOf(names, own)].map(([key, { value, source }]) => parseAssertion(key, value, source));
  const assertions = parsed.flatMap(({ assertion }): Assertion[] => (assertion === null ? [] : [assertion]));
  const origin = standsIn ? `preset ${presetWithoutGate}, because the plan has no gate` : `the plan${names.length === 0 ? '' : `, over ${names.join(', ')}`}`;
  return { settings: { origin, assertions, standsIn }, problems: [...problems, ...parsed.flatMap((one) => one.problems)] };
}
