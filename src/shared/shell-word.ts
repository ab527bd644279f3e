/** Characters that mean themselves in every shell. */
const plain = /^[\w@%+=:,./-]+$/;

/** Whatever the text holds, one word of a shell that means just it. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A path as it can be pasted into a shell, quoted where it has to be. */
export function shellWord(text: string): string {
  return plain.test(text) ? text : shellQuoted(text);
}
