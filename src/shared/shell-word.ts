/** Characters that mean themselves in every shell. */
const plain = /^[\w@%+=:,./-]+$/;

/** A path as it can be pasted into a shell, quoted where it has to be. */
export function shellWord(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
