import type { KubeObject } from '../../src/ports/agent.ts';

/** A Deployment as users have it: two replicas, a container to size and a sidecar beside it. */
export function deployment(change: Record<string, unknown> = {}, name = 'checkout'): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            { name: 'app', image: 'checkout:latest', resources: { requests: { cpu: '250m', memory: '96Mi' }, limits: { memory: '128Mi' } } },
            { name: 'proxy', image: 'proxy:1', resources: { limits: { memory: '64Mi' } } },
          ],
        },
      },
      ...change,
    },
  };
}

export function service(change: Record<string, unknown> = {}, name = 'checkout'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { selector: { app: 'checkout' }, ports: [{ port: 8080, targetPort: 8080 }], ...change },
  };
}

export function object(apiVersion: string, kind: string, name: string, spec: Record<string, unknown> = {}): KubeObject {
  return { apiVersion, kind, metadata: { name }, spec };
}
