/** Values from this length on are blotted out of messages; shorter ones are ports and switches that occur everywhere. */
const secretLength = 8;

/** Values of a workload's environment that are taken for secrets. */
export function secretValues(planEnv: Readonly<Record<string, string>>): string[] {
  return Object.values(planEnv).filter((value) => value.length >= secretLength);
}
