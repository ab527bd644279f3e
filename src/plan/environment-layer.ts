import { parse } from 'yaml';
import { HighwaterError } from '../shared/errors.ts';
import { nearestName } from '../shared/nearest-name.ts';
import { setPath } from './layers.ts';
import { knownKeys } from './schema-keys.ts';

const prefix = 'HIGHWATER_';

function spellKey(variable: string, segment: string, path: readonly string[]): string {
  const known = knownKeys(path);
  const found = known.find((key) => key.toLowerCase() === segment.toLowerCase());
  if (found !== undefined || known.length === 0) return found ?? segment;
  const nearest = nearestName(segment, known);
  throw new HighwaterError('usage', `environment variable ${variable}: the plan knows no '${segment.toLowerCase()}' under '${path.join('.') || 'the top'}'`, {
    hint: nearest ? `did you mean ${nearest}?` : `known here: ${known.join(', ')}`,
  });
}

/** A value from outside the file, read as YAML; `where` names it in the error. */
function parseValue(text: string, where: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new HighwaterError('usage', `${where}: the value is not YAML: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
}

/** Plan values from variables such as `HIGHWATER_LOAD__PEAK=50`; the value is read as YAML. Only names with `__` are meant for the plan. */
export function environmentLayer(env: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(prefix) || !variable.includes('__') || text === undefined) continue;
    const path: string[] = [];
    for (const segment of variable.slice(prefix.length).split('__')) path.push(spellKey(variable, segment, path));
    setPath(values, path, parseValue(text, `environment variable ${variable}`));
  }
  return values;
}

/** Plan values from `--set load.peak=50`. */
export function assignmentLayer(assignments: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    if (equals < 1) throw new HighwaterError('usage', `--set ${assignment}: expected key=value, for example --set load.peak=50`);
    const key = assignment.slice(0, equals);
    setPath(values, key.split('.'), parseValue(assignment.slice(equals + 1), `--set ${key}`));
  }
  return values;
}

/** Whether an assignment sets, or may set, values of the workload's environment, which are secrets until shown otherwise. */
export function mayHoldSecret(assignment: string): boolean {
  const key = assignment.slice(0, assignment.indexOf('='));
  return ['workload', 'workload.local', 'workload.docker'].includes(key) || /^workload\.(local|docker)\.(env|dependencies)(\.|$)/.test(key);
}
