import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** `path name` of every optional dependency that a lockfile's packages ask for and that it does not list. */
function unlisted(packages: Readonly<Record<string, Locked>>): string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages))
      .map((name) => `${path} ${name}`),
  );
}

describe('package-lock.json', () => {
  // A registry that carries one platform only makes `npm install` leave the others out, and `npm ci` then refuses the lockfile everywhere.
  test('lists the builds for every platform, so that npm ci accepts it', () => {
    const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
    expect(unlisted(packages)).toEqual([]);
  });

  test('the check sees a build that is missing, and no other', () => {
    const tool = { optionalDependencies: { 'tool-linux': '1.0.0', 'tool-darwin': '1.0.0' } };
    expect(unlisted({ 'node_modules/tool': tool, 'node_modules/tool-linux': {} })).toEqual(['node_modules/tool tool-darwin']);
    expect(unlisted({ 'node_modules/tool': tool, 'node_modules/tool-linux': {}, 'node_modules/tool/node_modules/tool-darwin': {} })).toEqual([]);
  });
});
