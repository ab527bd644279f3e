import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly optional?: boolean;
}

/** Folders below the checkout that an installed highwater has as its dependencies: what the lockfile does not mark as for development only. */
export function productionPackages(root: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, LockedPackage> };
  return Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path.startsWith('node_modules/') && dev !== true && devOptional !== true)
    .map(([path]) => path)
    .filter((path) => existsSync(join(root, path)) && !isInside(path, packages));
}

/** A package nested in another is copied with it. */
function isInside(path: string, packages: Record<string, LockedPackage>): boolean {
  const outer = path.slice(0, path.lastIndexOf('/node_modules/'));
  return path.lastIndexOf('/node_modules/') > 0 && outer in packages;
}
