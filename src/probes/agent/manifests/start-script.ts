/** Where the agent's own folders are in its pod. */
export const folders = { script: '/agent/script', token: '/agent/token', state: '/agent/state', tools: '/agent/tools', cgroup: '/host/cgroup' } as const;

/**
 * Starts the agent from copies of node and dd, of their libraries, and of the loader. The pages of a file are charged to whoever reads it first, and pages
 * that somebody has mapped cannot be evicted: an agent that ran from the files of its image would keep node's 100 MB of program in memory for
 * every workload with the same image, which would then look smaller than it is. Where copying fails, it runs from the image.
 */
export function startScript(args: readonly string[]): string {
  const quoted = args.map((arg) => (arg.startsWith('$') ? `"${arg}"` : `'${arg.replaceAll("'", `'\\''`)}'`)).join(' ');
  return `
d=${folders.tools}
copy() {
  rm -rf "$d"/* && cp "$(command -v node)" "$(command -v dd)" "$d" || return 1
  for lib in $(ldd "$d/node" "$d/dd" | grep -o '/[^ ]*' | grep -v ':$'); do [ -e "$d/\${lib##*/}" ] || cp "$lib" "$d" || return 1; done
  ls "$d"/ld-* >/dev/null
}
if copy; then exec "$d"/ld-* --library-path "$d" "$d/node" ${quoted} --tools-dir "$d"; fi
exec node ${quoted}
`;
}
