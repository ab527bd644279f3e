import type { KubeObject } from '../../../ports/agent.ts';
import type { KubeApi } from '../api/api.ts';
import type { ScopeOf } from './prepare.ts';

/** Asks the cluster. */
export function scopeByDiscovery(api: KubeApi): ScopeOf {
  return async ({ apiVersion, kind }: KubeObject) => {
    const resource = await api.resource(apiVersion, kind);
    if (!resource) return 'unknown';
    return resource.namespaced ? 'namespaced' : 'cluster';
  };
}
