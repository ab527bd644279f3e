import { join } from 'node:path';
import { subdirectoriesOf } from '../../shared/subdirectories.ts';
import { readText } from './cgroup-files.ts';

function childrenOf(dir: string, name: string): string[] {
  return subdirectoriesOf(join(dir, name));
}

/**
 * True where a DAMON scheme pages memory out without pressure: the module damon_reclaim, or a running kdamond with the action `pageout`
 * (Documentation/admin-guide/mm/damon/{reclaim,usage}.rst). File cache shrinks on its own there.
 */
export function damonReclaims(sysDir: string): boolean {
  if (readText(join(sysDir, 'module/damon_reclaim/parameters/enabled'))?.trim() === 'Y') return true;
  const running = childrenOf(join(sysDir, 'kernel/mm/damon/admin'), 'kdamonds').filter((kdamond) => readText(join(kdamond, 'state'))?.trim() === 'on');
  const schemes = running.flatMap((kdamond) => childrenOf(kdamond, 'contexts')).flatMap((context) => childrenOf(context, 'schemes'));
  return schemes.some((scheme) => readText(join(scheme, 'action'))?.trim() === 'pageout');
}
