import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where highwater keeps what it fetched: `$XDG_CACHE_HOME/highwater`, else `~/.cache/highwater`. */
export function cacheDir(env) {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'highwater');
}
