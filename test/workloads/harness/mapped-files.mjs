import { readFileSync } from 'node:fs';

function mapsOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8');
  } catch {
    return '';
  }
}

/** Program and library files that these processes map; those are what the next run must read from disk again. */
export function mappedFiles(pids) {
  const lines = pids.flatMap((pid) => mapsOf(pid).split('\n'));
  const paths = lines.map((line) => line.slice(line.indexOf('/'))).filter((path, index) => lines[index].includes('/') && !path.endsWith(' (deleted)'));
  return [...new Set(paths)];
}
