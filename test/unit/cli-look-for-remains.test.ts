import { expect, it } from 'vitest';
import { lookForRemains } from '../../src/cli/look-for-remains.ts';
import type { Target } from '../../src/ports/target.ts';
import { HighwaterError } from '../../src/shared/errors.ts';

const target = (kind: Target['kind'], findRemains: Target['findRemains']): Target => ({ kind, findRemains }) as Target;
const left = target('local', async () => [{ what: 'cgroup', runId: 'r' }]);
const failing = (error: Error) => target('docker', () => Promise.reject(error));

it('a target that cannot be looked at does not hide what lies on another', async () => {
  const down = new HighwaterError('environment-missing', 'no engine');
  const { found, unseen } = await lookForRemains([failing(down), left]);
  expect(found).toEqual([{ target: left, remains: [{ what: 'cgroup', runId: 'r' }] }]);
  expect(unseen).toEqual([down]);
});

it('a wrong command line and a defect of ours are no such thing', async () => {
  await expect(lookForRemains([left, failing(new HighwaterError('usage', 'no such context'))])).rejects.toThrow('no such context');
  await expect(lookForRemains([left, failing(new TypeError('undefined is not'))])).rejects.toThrow(TypeError);
});
