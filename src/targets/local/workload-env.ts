import { fillPlaceholders, type PlaceholderValues } from '../machine/placeholders.ts';

/** What a program needs to find its way; a container would not see the rest of the caller's environment either, and runs must not depend on it. */
const inherited = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'] as const;

/** Environment of the workload: a few variables of the caller, then the plan's. */
export function workloadEnv(callerEnv: NodeJS.ProcessEnv, planEnv: Readonly<Record<string, string>>, values: PlaceholderValues): Record<string, string> {
  const base = inherited.flatMap((name) => (callerEnv[name] === undefined ? [] : [[name, callerEnv[name]] as const]));
  const planned = Object.entries(planEnv).map(([name, value]) => [name, fillPlaceholders(value, values)] as const);
  return Object.fromEntries([...base, ...planned]);
}
