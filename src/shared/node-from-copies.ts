import { shellQuoted } from './shell-word.ts';

/**
 * Shell text that starts node from copies of itself, of the other programs that are named, of their libraries, and of the loader, in `folder`. The pages of a file are charged to
 * whoever reads it first, and pages that somebody has mapped cannot be evicted: a pod of ours that ran from the files of its image would keep node's
 * 100 MB of program in memory for every workload with the same image, which would then look smaller than it is. Where copying fails, it runs from the image.
 */
export function nodeFromCopies(folder: string, args: readonly string[], programs: readonly string[] = []): string {
  const quoted = args.map((arg) => (arg.startsWith('$') ? `"${arg}"` : shellQuoted(arg))).join(' ');
  const all = ['node', ...programs];
  return `
d=${folder}
copy() {
  rm -rf "$d"/* && cp ${all.map((program) => `"$(command -v ${program})"`).join(' ')} "$d" || return 1
  for lib in $(ldd ${all.map((program) => `"$d/${program}"`).join(' ')} | grep -o '/[^ ]*' | grep -v ':$'); do [ -e "$d/\${lib##*/}" ] || cp "$lib" "$d" || return 1; done
  ls "$d"/ld-* >/dev/null
}
if copy; then exec "$d"/ld-* --library-path "$d" "$d/node" ${quoted} --tools-dir "$d"; fi
exec node ${quoted}
`;
}
