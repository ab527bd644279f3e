import type { GateSettings } from '../gate/settings/assertion.ts';
import { parseSettings } from '../gate/settings/parse-settings.ts';
import type { ResolvedPlan } from '../plan/resolve.ts';
import { lineOfKey } from '../plan/yaml-line.ts';
import { HighwaterError } from '../shared/errors.ts';

/** The gate of a plan. Throws `plan-invalid` with file and line of every mistake, before anything is measured. */
export function gateSettingsOf({ plan, file }: Pick<ResolvedPlan, 'plan' | 'file'>): GateSettings {
  const { settings, problems } = parseSettings(plan.gate);
  if (problems.length === 0) return settings;
  const lines = problems.map(({ path, text }) => {
    const line = lineOfKey(file, ['gate', ...path]);
    return `${file}${line === undefined ? '' : `:${line}`}: gate: ${path[0] === 'extends' ? '' : `${path[0]}: `}${text}`;
  });
  throw new HighwaterError('plan-invalid', lines.join('\n'), { hint: 'keys, options and presets are listed in docs/gate.md' });
}
