import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { eventSchema } from '../../src/recording/events.ts';
import { layers } from '../walls/layers.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const format = read('docs/recording-format.md');
const kinds = eventSchema.options.map(({ shape }) => [shape.kind.value, shape] as const);

/** The row of an event in the tables of docs/recording-format.md: its fields, as they are written there. */
function documentedFields(kind: string): string[] | undefined {
  const row = new RegExp(`^\\| \`${kind}\` \\| ([^|]*) \\|`, 'm').exec(format);
  return row?.[1]
    ?.split(',')
    .map((field) => field.trim().replaceAll('`', ''))
    .sort();
}

describe('docs/recording-format.md', () => {
  test.each(kinds)('has every field of %s, optional ones marked', (kind, shape) => {
    const fields = Object.entries(shape)
      .filter(([name]) => name !== 'kind' && name !== 't')
      .map(([name, schema]) => (schema.safeParse(undefined).success ? `${name}?` : name));
    expect(documentedFields(kind)).toEqual(fields.sort());
  });
});

describe('docs/architecture.md', () => {
  test('names every folder of src', () => {
    const text = read('docs/architecture.md');
    expect(
      Object.keys(layers).filter((layer) => !text.includes(layer === 'main' || layer === 'index' || layer === 'compose' ? `${layer}.ts\`` : `\`${layer}\``)),
    ).toEqual([]);
  });
});

describe('links', () => {
  const pages = ['README.md', 'reports/README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((path) => path.endsWith('.md'));

  test.each(pages)('of %s lead somewhere', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = '']) => target).filter((target) => !/^[a-z]+:/.test(target));
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });
});
