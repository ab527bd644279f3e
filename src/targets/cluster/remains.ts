import type { KubeObject } from '../../ports/agent.ts';
import type { Remains } from '../../ports/target.ts';
import { ownerLives, ownSelector } from '../kube/claim.ts';
import type { KubeClient } from '../kube/client.ts';
import { explaining } from '../kube/failures.ts';
import { annotations, labels } from '../kube/names.ts';
import { removeNamespace } from '../kube/objects.ts';

/**
 * Namespaces of runs whose process is known to be dead; with `expiredAt` also those of other machines whose time is over by then. What may still be in use is
 * never named.
 */
export async function leftNamespaces({ api, context }: KubeClient, expiredAt: Date | undefined): Promise<Remains[]> {
  const { items } = await explaining('listing namespaces', () =>
    api.call<{ items: KubeObject[] }>('/api/v1/namespaces', { query: { labelSelector: ownSelector } }),
  );
  return items.flatMap(({ metadata }) => {
    const lives = ownerLives(metadata.annotations?.[annotations.owner]);
    const expires = new Date(metadata.annotations?.[annotations.expires] ?? Number.NaN);
    const isOver = lives === undefined && expiredAt !== undefined && expires <= expiredAt;
    if (lives !== false && !isOver) return [];
    return [{ what: `namespace ${metadata.name} of context ${context}`, runId: metadata.labels?.[labels.run] ?? metadata.name }];
  });
}

/** Removes what `leftNamespaces` named, looked up again. */
export async function removeNamespaces(client: KubeClient, remains: readonly Remains[], expiredAt: Date | undefined): Promise<void> {
  for (const { what } of await leftNamespaces(client, expiredAt)) {
    if (!remains.some((each) => each.what === what)) continue;
    const name = /^namespace (\S+) /.exec(what)?.[1];
    if (name) await removeNamespace(client.api, name);
  }
}
