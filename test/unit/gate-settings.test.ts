import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gateSettingsOf } from '../../src/cli/gate-settings.ts';
import { repeatsFor } from '../../src/gate/planned-comparisons.ts';
import { isCheck } from '../../src/gate/settings/assertion.ts';
import { parseSettings } from '../../src/gate/settings/parse-settings.ts';
import { presets } from '../../src/gate/settings/presets.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { planOf } from './gate/judged-run.ts';

const peaks = 'containers.*.memory.peakBytes';
const problemsOf = (gate: Record<string, unknown>): string[] => parseSettings(gate).problems.map(({ path, text }) => `${path.join('/')}: ${text}`);
const assertionOf = (gate: Record<string, unknown>, key: string) => parseSettings(gate).settings.assertions.find((assertion) => assertion.key === key);

describe('a gate that cannot be meant', () => {
  it.each([
    [{ 'oom-kil': 'error' }, /oom-kil: unknown key 'oom-kil'; did you mean 'oom-kill'\?/],
    [{ extend: 'recommended' }, /unknown key 'extend'; did you mean 'extends'\?/],
    [{ preset: 'recommended' }, /unknown key 'preset'; known are extends, oom-kill,/],
    [{ 'containers.*.memory.peekBytes': ['error', { max: '1Gi' }] }, /did you mean 'containers\.\*\.memory\.peakBytes'\?/],
    [{ 'oom-kill': 'eror' }, /expected error, warn, off/],
    [{ 'oom-kill': ['error', { max: 1 }] }, /oom-kill\/max: unknown option 'max'/],
    [{ 'oom-kill': ['error', {}, 1] }, /expected error, warn, off/],
    [{ [peaks]: 'error' }, /needs max, min or maxIncrease/],
    [{ [peaks]: ['error', { maks: '1Gi' }] }, /unknown option 'maks'; did you mean 'max'\?/],
    [{ [peaks]: ['error', { max: '1GB' }] }, /max: '1GB' is not a memory quantity/],
    [{ [peaks]: ['error', { maxIncrease: '2 percent' }] }, /maxIncrease: '2 percent' is not a share/],
    [{ [peaks]: ['error', { max: '1Gi', aggregate: 'best' }] }, /the best of several runs is never/],
    [{ 'current.headroomBytes': ['error', { maxIncrease: '2%' }] }, /one number of a whole run/],
    [{ extends: 'recomended' }, /unknown preset 'recomended'; did you mean 'recommended'\?/],
  ])('%j is refused', (gate, pattern) => {
    expect(problemsOf(gate as Record<string, unknown>).join('\n')).toMatch(pattern);
  });

  it('has all its mistakes told at once', () => {
    expect(problemsOf({ 'oom-kil': 'error', [peaks]: ['error', { maks: 1, min: 'x' }] })).toHaveLength(3);
  });
});

describe('a gate that can be meant', () => {
  it.each(Object.entries(presets))('preset %s is one', (_, gate) => {
    expect(problemsOf({ ...gate })).toEqual([]);
  });

  it('reads quantities in the unit of the key', () => {
    const gate = { [peaks]: ['error', { max: '420Mi', maxIncrease: '2%', floor: '8Mi' }], 'phases.*.p99Ms': ['warn', { max: '300ms' }] };
    expect(assertionOf(gate, peaks)).toMatchObject({ max: 420 * MiB, maxIncrease: 0.02, floor: 8 * MiB, aggregation: 'worst' });
    expect(assertionOf(gate, 'phases.*.p99Ms')).toMatchObject({ max: 300, level: 'warn' });
  });

  it('is laid over its presets: a bare level keeps the options, off leaves out', () => {
    const gate = { extends: ['recommended', 'strict'], leak: 'warn', [peaks]: 'warn', 'oom-kill': 'off' };
    expect(assertionOf(gate, peaks)).toMatchObject({ level: 'warn', maxIncrease: 0.02 });
    expect(assertionOf(gate, 'leak')).toMatchObject({ level: 'warn', inconclusive: 'fail' });
    expect(assertionOf(gate, 'oom-kill')).toBeUndefined();
  });

  it('stands in for a plan without one, and says so', () => {
    const { settings } = parseSettings({});
    expect(settings.standsIn).toBe(true);
    expect(settings.origin).toContain('the plan has no gate');
    expect(settings.assertions.some((assertion) => isCheck(assertion) && assertion.key === 'oom-kill')).toBe(true);
  });
});

describe('the place of a mistake', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'highwater-gate-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('is the line of its key in the plan', () => {
    const file = join(dir, 'plan.yaml');
    writeFileSync(file, 'name: x\ngate:\n  # a comment\n  leak: error\n  oom-kil: error\n');
    expect(() => gateSettingsOf({ plan: planOf(1, { leak: 'error', 'oom-kil': 'error' }), file })).toThrow(/plan\.yaml:5: gate: oom-kil: unknown key/);
    expect(() => gateSettingsOf({ plan: planOf(1, { leak: 'error' }), file })).not.toThrow();
  });
});

describe('the number of repeats', () => {
  const one = parseSettings({ [peaks]: ['error', { maxIncrease: '2%' }] }).settings;
  const values = (runs: number, ...subjects: string[]) =>
    new Map(subjects.map((subject) => [subject, Array.from({ length: runs }, (_, seed) => ({ seed, value: 1 }))]));

  it('is what can tell an increase among all comparisons, and never below the plan', () => {
    expect(repeatsFor(one, { design: 'paired' }, 3)).toBe(7);
    expect(repeatsFor(one, { design: 'paired' }, 9)).toBe(9);
    const two = values(8, 'containers.app.memory.peakBytes', 'containers.sidecar.memory.peakBytes', 'containers.app.memory.hardPeakBytes');
    expect(repeatsFor(one, { design: 'paired', values: two }, 3)).toBe(8);
    expect(repeatsFor(one, { design: 'baseline', values: values(10, 'containers.app.memory.peakBytes') }, 1)).toBe(3);
  });

  it('is the plan alone where nothing is compared', () => {
    expect(repeatsFor(parseSettings({ 'oom-kill': 'error' }).settings, undefined, 3)).toBe(3);
    expect(repeatsFor(parseSettings({}).settings, undefined, 3)).toBe(3);
  });

  it('is enough for a first baseline where there is none yet', () => {
    expect(repeatsFor(one, undefined, 3)).toBe(5);
  });
});
