import { expect, test } from 'vitest';
import { withInitRequests } from '../../src/recommend/pod/pod-request.ts';
import { MiB } from '../../src/shared/quantity.ts';

const of = (name: string, role: 'init' | 'sidecar' | 'app' | undefined, requestMiB: number | null) => ({
  name,
  ...(role && { role }),
  memory: {
    ...{ requestBytes: requestMiB === null ? null : requestMiB * MiB, limitBytes: null, needBytes: null, surviveBytes: null, marginBytes: null },
    ...{ marginReason: 'not searched', marginKind: 'none' as const, qosClass: 'Burstable' as const },
  },
});
const reasons = (...containers: ReturnType<typeof of>[]) => withInitRequests(containers).map(({ memory }) => memory.marginReason);

test('an init container that requests more than what runs after it makes the pod dearer, and is said to', () => {
  const [web, migrate, proxy] = reasons(of('web', undefined, 24), of('migrate', 'init', 96), of('proxy', 'sidecar', 54));
  expect(migrate).toBe('not searched; a node keeps 96Mi for the pod as long as it lives because of this init container; what runs after it requests 78Mi');
  expect([web, proxy]).toEqual(['not searched', 'not searched']);
});

test('one that requests no more than that costs nothing, and where a request is unknown nothing is said', () => {
  expect(reasons(of('web', undefined, 64), of('migrate', 'init', 96), of('proxy', 'sidecar', 32))[1]).toBe('not searched');
  expect(reasons(of('web', undefined, 24), of('migrate', 'init', 96), of('proxy', 'sidecar', null))[1]).toBe('not searched');
});
