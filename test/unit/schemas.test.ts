import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { schemaFiles } from '../../scripts/schema-files.ts';

const folder = fileURLToPath(new URL('../../schemas/', import.meta.url));
const generated = schemaFiles();

describe('schemas/', () => {
  test.each(Object.keys(generated))('%s is what the code says', (name) => {
    const same = readFileSync(`${folder}${name}`, 'utf8') === generated[name];
    expect(same, `schemas/${name} is out of date: run "npm run schemas"`).toBe(true);
  });

  test('holds nothing that the code does not know', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(generated).sort());
  });

  test('a plan file may leave out what has a default', () => {
    const plan = JSON.parse(generated['plan.schema.json'] ?? '{}');
    expect(plan.required).toContain('workload');
    expect(plan.required).not.toContain('policy');
  });
});
