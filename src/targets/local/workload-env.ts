import { fillPlaceholders, type PlaceholderValues } from '../machine/placeholders.ts';

/** What a program needs to find its way; a container would not see the rest of the caller's environment either, and runs must not depend on it. */
const inherited = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'] as const;

/** Variables whose text is options: those that are added go behind those that are there, where the later of two wins. */
const optionVariables: ReadonlySet<string> = new Set(['NODE_OPTIONS', 'JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS']);

/** The plan's environment with the settings of a replay on top. */
export function withSettings(planEnv: Readonly<Record<string, string>>, settings: Readonly<Record<string, string>>): Record<string, string> {
  const added = Object.entries(settings).map(([name, value]) => {
    const before = optionVariables.has(name) ? planEnv[name] : undefined;
    return [name, before ? `${before} ${value}` : value] as const;
  });
  return { ...planEnv, ...Object.fromEntries(added) };
}

/** Environment of the workload: a few variables of the caller, then the plan's. */
export function workloadEnv(callerEnv: NodeJS.ProcessEnv, planEnv: Readonly<Record<string, string>>, values: PlaceholderValues): Record<string, string> {
  const base = inherited.flatMap((name) => (callerEnv[name] === undefined ? [] : [[name, callerEnv[name]] as const]));
  const planned = Object.entries(planEnv).map(([name, value]) => [name, fillPlaceholders(value, values)] as const);
  return Object.fromEntries([...base, ...planned]);
}
