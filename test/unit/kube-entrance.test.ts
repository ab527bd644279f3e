import { describe, expect, test } from 'vitest';
import { findEntrance, nodePortService, urlAt } from '../../src/targets/kube/access.ts';
import { standsInFront } from '../../src/targets/kube/manifests/front.ts';
import { deployment, service } from './kube-objects.ts';

const url = 'http://checkout:8080/api';

describe('the Service that k6 calls', () => {
  test('is found by the host name of workload.url, and reached at a port of a node', () => {
    const entrance = findEntrance([deployment(), service()], url);
    expect(nodePortService(entrance, 'load', 30080).spec).toEqual({
      type: 'NodePort',
      selector: { app: 'checkout' },
      ports: [{ name: 'load', port: 8080, targetPort: 8080, protocol: 'TCP', nodePort: 30080 }],
    });
    expect(urlAt(entrance, '127.0.0.1', 41000)).toBe('http://127.0.0.1:41000/api');
  });

  test('that selects no pod of the manifests has no endpoint, and the error says what it selects', () => {
    const wrong = service({ selector: { app: 'chekout' } });
    expect(() => findEntrance([deployment(), wrong], url)).toThrow(/no endpoint.*chekout/);
  });

  test('may lead to another workload than the sized one', () => {
    const frontend = service({ selector: { app: 'web' } }, 'web');
    expect(findEntrance([deployment(), deployment({}, 'web'), frontend], 'http://web:8080').service).toBe(frontend);
  });

  test('tells what stands in front of the workload and cannot be ready before it', () => {
    const frontend = service({ selector: { app: 'web' } }, 'web');
    const [db, web] = [{ app: 'checkout' }, { app: 'web', 'pod-template-hash': '5d8f' }];
    expect([db, web].map((labels) => standsInFront(frontend, deployment(), labels))).toEqual([false, true]);
    expect([db, web].map((labels) => standsInFront(service(), deployment(), labels))).toEqual([false, false]);
    expect(standsInFront(service({ selector: {} }), deployment(), web)).toBe(false);
  });

  test('is an error where it is not there, has another port, or the plan has no URL', () => {
    expect(() => findEntrance([deployment()], url)).toThrow(/Service checkout, which is in none/);
    expect(() => findEntrance([deployment(), service()], 'http://checkout')).toThrow(/no port 80/);
    expect(() => findEntrance([deployment(), service()], undefined)).toThrow(/workload.url is missing/);
  });
});
