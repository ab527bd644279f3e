import type { Remains } from '../../ports/target.ts';
import type { Dockerode } from './engine.ts';
import { unlessMissing } from './engine-errors.ts';
import { ownerLabel, ownerState, runLabel } from './labels.ts';

interface Made {
  readonly runId: string;
  readonly owner: string | undefined;
  readonly what: 'container' | 'network' | 'image';
  readonly name: string;
  remove(): Promise<unknown>;
}

type Labels = Readonly<Record<string, string>> | null | undefined;

/** Everything on the engine that carries the label of a run, containers before what they use. */
async function everythingOf(docker: Dockerode, runId?: string): Promise<Made[]> {
  const filters = JSON.stringify({ label: [runId === undefined ? runLabel : `${runLabel}=${runId}`] });
  const made = (labels: Labels, rest: Omit<Made, 'runId' | 'owner'>): Made => ({ runId: labels?.[runLabel] ?? '', owner: labels?.[ownerLabel], ...rest });
  const containers = (await docker.listContainers({ all: true, filters })).map(({ Id: id, Names: names, Labels: labels }) =>
    made(labels, { what: 'container', name: names[0]?.replace('/', '') ?? id, remove: () => docker.getContainer(id).remove({ force: true, v: true }) }),
  );
  const networks = (await docker.listNetworks({ filters })).map(({ Id: id, Name: name, Labels: labels }) =>
    made(labels, { what: 'network', name, remove: () => docker.getNetwork(id).remove() }),
  );
  const images = (await docker.listImages({ filters })).map(({ Id: id, RepoTags: tags, Labels: labels }) =>
    made(labels, { what: 'image', name: tags?.[0] ?? id, remove: () => docker.getImage(id).remove({ force: true }) }),
  );
  return [...containers, ...networks, ...images];
}

async function removeAll(things: readonly Made[]): Promise<void> {
  for (const thing of things) await unlessMissing(thing.remove());
}

/** Removes whatever is left of one run. */
export async function removeRun(docker: Dockerode, runId: string): Promise<void> {
  await removeAll(await everythingOf(docker, runId));
}

/** Runs of this machine whose process is gone. What another machine made on a shared engine is left to that machine. */
async function leftBehind(docker: Dockerode): Promise<Map<string, Made[]>> {
  const byRun = Map.groupBy(await everythingOf(docker), ({ runId }) => runId);
  return new Map([...byRun].filter(([, things]) => things.every(({ owner }) => ownerState(owner) === 'dead')));
}

export async function findLeftRuns(docker: Dockerode): Promise<Remains[]> {
  return [...(await leftBehind(docker))].map(([runId, things]) => ({ runId, what: things.map(({ what, name }) => `${what} ${name}`).join(', ') }));
}

/** Removes what `findLeftRuns` named, looked up again: a run that came alive in between is spared. */
export async function removeLeftRuns(docker: Dockerode, runIds: readonly string[]): Promise<void> {
  for (const [runId, things] of await leftBehind(docker)) if (runIds.includes(runId)) await removeAll(things);
}

/** Whether a living process measures this run. */
export async function isMeasured(docker: Dockerode, runId: string): Promise<boolean> {
  return (await everythingOf(docker, runId)).some(({ owner }) => ownerState(owner) === 'alive');
}
