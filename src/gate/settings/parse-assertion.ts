import { parseFraction } from '../../plan/quantity-fields.ts';
import { nearestName } from '../../shared/nearest-name.ts';
import { checks } from '../checks/registry.ts';
import { type Aggregation, aggregations } from '../document.ts';
import { type Matched, matchKey } from '../metrics/key-pattern.ts';
import { metrics } from '../metrics/registry.ts';
import { gatePolicy } from '../policy.ts';
import type { Assertion, SettingProblem } from './assertion.ts';
import { expectedIn, parseIn } from './option-values.ts';

const levels = ['error', 'warn', 'off'] as const;
type Level = (typeof levels)[number];

/** Every key that a gate knows. */
export const knownKeys = (): string[] => [...checks.map(({ id }) => id), ...metrics.map(({ key }) => key)];

type Parsed = { readonly assertion: Assertion | null; readonly problems: readonly SettingProblem[] };

const refused = (key: string, text: string, ...below: string[]): Parsed => ({ assertion: null, problems: [{ path: [key, ...below], text }] });

const isLevel = (value: unknown): value is Level => levels.includes(value as Level);

/** `error`, `[error]` or `[error, {options}]`, as ESLint writes its rules. */
function split(value: unknown): { readonly level: Level; readonly options: Readonly<Record<string, unknown>> } | undefined {
  const [level, options = {}, ...more] = Array.isArray(value) ? value : [value];
  if (!isLevel(level) || more.length > 0 || typeof options !== 'object' || options === null || Array.isArray(options)) return undefined;
  return { level, options: options as Record<string, unknown> };
}

function unknownName(kind: string, name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return `unknown ${kind} '${name}'; ${nearest ? `did you mean '${nearest}'?` : `known are ${known.join(', ')}`}`;
}

/** One entry of a gate; null for one that is off. Mistakes come back with the place below `gate`. */
export function parseAssertion(key: string, value: unknown, source: string): Parsed {
  const check = checks.find(({ id }) => id === key);
  const matched = check === undefined ? matchKey(key, metrics) : undefined;
  if (check === undefined && matched === undefined) return refused(key, unknownName('key', key, ['extends', ...knownKeys()]));
  const parts = split(value);
  if (parts === undefined) return refused(key, `expected error, warn, off, or [error, {options}], for example ${exampleOf(matched)}`);
  if (parts.level === 'off') return { assertion: null, problems: [] };
  const common = { key, level: parts.level, source };
  if (check !== undefined) {
    const { inconclusive = 'fail', ...others } = parts.options;
    const [stray] = Object.keys(others);
    if (stray !== undefined) return refused(key, unknownName('option', stray, ['inconclusive']), stray);
    if (inconclusive !== 'fail' && inconclusive !== 'pass') return refused(key, `inconclusive: expected fail or pass`, 'inconclusive');
    return { assertion: { ...common, check, inconclusive }, problems: [] };
  }
  return metricAssertion(common, matched as Matched, parts.options);
}

const exampleOf = (matched: Matched | undefined): string =>
  matched === undefined || matched.metric.unit !== 'bytes' ? '[error, { max: 1 }]' : '[error, { maxIncrease: 2%, floor: 4Mi }]';

const optionNames = ['max', 'min', 'maxIncrease', 'floor', 'aggregate'] as const;

function metricAssertion(common: Pick<Assertion, 'key' | 'level' | 'source'>, matched: Matched, options: Readonly<Record<string, unknown>>): Parsed {
  const { metric } = matched;
  const problems: SettingProblem[] = [];
  const report = (option: string, text: string): undefined => void problems.push({ path: [common.key, option], text });
  for (const name of Object.keys(options)) if (!optionNames.some((known) => known === name)) report(name, unknownName('option', name, optionNames));
  const read = (option: 'max' | 'min' | 'floor'): number | undefined => {
    const given = options[option];
    return given === undefined ? undefined : (parseIn(metric.unit, given) ?? report(option, `${option}: '${given}' is not ${expectedIn(metric.unit)}`));
  };
  const [max, min, floor] = [read('max'), read('min'), read('floor')];
  const maxIncrease = options.maxIncrease === undefined ? undefined : parseFraction(String(options.maxIncrease));
  if (options.maxIncrease !== undefined && maxIncrease === undefined)
    report('maxIncrease', `maxIncrease: '${options.maxIncrease}' is not a share, for example 2%`);
  if (maxIncrease !== undefined && metric.from === 'recommendation')
    report('maxIncrease', `maxIncrease: ${metric.key} is one number of a whole run; only what every recording repeats can be compared`);
  const aggregation = aggregationOf(options.aggregate, metric.from === 'recordings' ? metric.aggregation : null, report);
  if (problems.length === 0 && max === undefined && min === undefined && maxIncrease === undefined)
    return refused(common.key, `needs max, min or maxIncrease, for example ${exampleOf(matched)}`);
  if (problems.length > 0) return { assertion: null, problems };
  return { assertion: { ...common, matched, max, min, maxIncrease, floor: floor ?? gatePolicy.floors[metric.unit], aggregation }, problems };
}

function aggregationOf(given: unknown, usual: Aggregation | null, report: (option: string, text: string) => undefined): Aggregation | null {
  if (given === undefined) return usual;
  if (usual === null) return report('aggregate', 'aggregate: this is one number, there is nothing to aggregate') ?? null;
  const found = aggregations.find((name) => name === given);
  return found ?? report('aggregate', `aggregate: expected worst or median; the best of several runs is never what a gate should look at`) ?? null;
}
