export interface CommandProperties {
  readonly file?: string;
  readonly line?: number;
  readonly title?: string;
}

/** Data of a workflow command: the runner undoes these three (actions/toolkit, packages/core/src/command.ts). */
const escapeData = (text: string): string => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');

/** Properties end at a comma or a colon as well. */
const escapeProperty = (text: string): string => escapeData(text).replace(/:/g, '%3A').replace(/,/g, '%2C');

/** `::error file=a.yaml,line=3,title=t::message`, safe for any text. */
export function workflowCommand(command: 'error' | 'warning' | 'notice', properties: CommandProperties, message: string): string {
  const written = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${command}${written.length > 0 ? ` ${written.join(',')}` : ''}::${escapeData(message)}`;
}
