/** C0 and C1 controls (terminal escapes begin with one) and the marks that turn the direction of text (Unicode TR36 on spoofing). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const dangerous = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Text that came from a workload, a script or a manifest, made harmless to show: one line, no controls, whole characters only. */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\r\n\t]+/g, ' ')
    .replace(dangerous, '\ufffd');
}

/** The same for every string in a tree. Nothing can be forgotten when it happens in one place. */
export function plainTree<T>(value: T): T {
  if (typeof value === 'string') return plainText(value) as T;
  if (Array.isArray(value)) return value.map((item) => plainTree(item)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainTree(item)])) as T;
}
