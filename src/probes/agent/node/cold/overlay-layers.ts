import { dirname, resolve } from 'node:path';

/**
 * Read-only folders of an overlay, topmost first, as absolute paths of the node. containerd shortens long lists by mounting from within their common
 * folder; then they are relative to it, and the upper folder `<common>/<n>/fs` tells where it is. Newer kernels list `lowerdir+` one by one.
 */
export function lowerFolders(superOptions: string): string[] {
  const options = splitOptions(superOptions);
  const listed = options
    .filter(([key]) => key === 'lowerdir' || key === 'lowerdir+')
    .flatMap(([key, value]) => (key === 'lowerdir' ? splitAt(value, ':') : [value]));
  const upper = options.find(([key]) => key === 'upperdir')?.[1];
  const common = upper?.startsWith('/') ? dirname(dirname(upper)) : '/';
  return listed.filter((dir) => dir !== '').map((dir) => resolve(common, dir));
}

/** Commas and colons within a path stand behind a backslash (Documentation/filesystems/overlayfs.rst). */
function splitAt(text: string, separator: ',' | ':'): string[] {
  return text.split(separator === ',' ? /(?<!\\),/ : /(?<!\\):/).map((part) => part.replaceAll(`\\${separator}`, separator));
}

function splitOptions(text: string): (readonly [string, string])[] {
  return splitAt(text, ',').map((option) => {
    const at = option.indexOf('=');
    return at < 0 ? ([option, ''] as const) : ([option.slice(0, at), option.slice(at + 1)] as const);
  });
}
