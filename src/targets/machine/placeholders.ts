export interface PlaceholderValues {
  readonly port: number;
  readonly state: string;
}

/** Replaces `{port}` and `{state}`; any other brace, as in JSON arguments, stays as it is. */
export function fillPlaceholders(text: string, values: PlaceholderValues): string {
  return text.replaceAll('{port}', String(values.port)).replaceAll('{state}', values.state);
}
