import { describe, expect, it } from 'vitest';
import { type MissingRight, refuseWithout } from '../../src/targets/cluster/missing-rights.ts';
import { ApiFailure } from '../../src/targets/kube/api/api-failure.ts';
import { explainRefusal } from '../../src/targets/kube/failures.ts';

const answered = (status: number, message: string) => new ApiFailure('GET /x', status, JSON.stringify({ kind: 'Status', message }));

describe('what the API server refuses', () => {
  it.each([
    ['no answer', new Error('connect ECONNREFUSED 127.0.0.1:1'), 'target-failed', /does not answer: connect ECONNREFUSED/],
    [
      'a client that hides the reason',
      new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }),
      'target-failed',
      /fetch failed: connect ECONNREFUSED/,
    ],
    ['a token that is over', answered(401, 'Unauthorized'), 'environment-missing', /does not know the user of this context/],
    ['a missing right', answered(403, 'User "x" cannot get resource "pods"'), 'environment-missing', /a right is missing: User "x" cannot/],
    ['a quota', answered(403, 'exceeded quota: small'), 'environment-missing', /does not allow it: a ResourceQuota is in the way: exceeded quota/],
    ['a wrong object', answered(422, 'port: Invalid value: 99999'), 'plan-invalid', /refuses it: port: Invalid value/],
  ])('%s', (_what, error, code, message) => {
    expect(explainRefusal(error, 'Service/web')).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('rights that are missing', () => {
  const right = (resource: string, verb: string, namespace?: string): MissingRight => ({ right: { group: '', resource }, verb, namespace });

  it('are one line for each resource, whatever verbs and namespaces', () => {
    const ofPods = ['create', 'delete'].flatMap((verb) => [right('pods', verb, 'run'), right('pods', verb, 'agents')]);
    const missing = [right('namespaces', 'create'), ...ofPods, right('pods', 'watch', 'run'), right('secrets', 'get', 'agents')];
    expect(() => refuseWithout(missing, 'staging')).toThrow(
      [
        'the user of context staging lacks rights:',
        '  - create namespaces',
        '  - create, delete pods in run and agents',
        '  - watch pods in run',
        '  - get secrets in agents',
      ].join('\n'),
    );
  });

  it('are no error where there are none', () => {
    expect(() => refuseWithout([], 'staging')).not.toThrow();
  });
});
