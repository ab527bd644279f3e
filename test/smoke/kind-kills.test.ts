import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { analyzeRecording } from '../../src/analysis/analyze-recording.ts';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import type { AcquiredCluster } from '../../src/targets/kind/acquire.ts';
import { loadImages } from '../../src/targets/kind/images.ts';
import { haveHappened, nodeTakesPods } from '../kind/happened.ts';
import { type KillKind, killKinds } from '../kind/kill-kinds.ts';
import { image } from '../kind/pods.ts';
import { recordPods } from '../kind/record-pods.ts';
import { takeSharedCluster } from '../kind/shared-cluster.ts';
import { describeWith } from '../requirements.ts';

const sideBySide = killKinds.filter(({ alone }) => alone !== true);
const oneByOne = killKinds.filter(({ alone }) => alone === true);

describeWith(['kind', 'kubectl', 'kmsg', 'root'], 'every kind of death that one node of kind can produce', () => {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-kills-'));
  let cluster: AcquiredCluster;
  let together: RecordingAnalysis;

  async function recorded(name: string, kinds: readonly KillKind[]): Promise<RecordingAnalysis> {
    const dir = join(folder, name);
    const { kubeconfig } = cluster;
    const node = `${cluster.name}-control-plane`;
    const namespace = `kills-${name}`;
    const until = (kubectl: (...args: string[]) => string) => haveHappened(kinds, kubectl, node, namespace);
    await recordPods({ dir, kubeconfig, node, namespace, pods: kinds.map(({ pod }) => pod), container: 'app', until });
    return analyzeRecording(dir);
  }

  const deathsOf = ({ deaths }: RecordingAnalysis, kind: KillKind) =>
    deaths.filter(({ pod }) => pod === kind.pod.metadata?.name).map(({ class: cause, container, mainProcess }) => ({ class: cause, container, mainProcess }));

  beforeAll(async () => {
    cluster = await takeSharedCluster('kills');
    await loadImages(process.env, cluster, [image]);
    together = await recorded('together', sideBySide);
  });

  afterAll(async () => {
    if (cluster) await nodeTakesPods(cluster.kubeconfig);
    await cluster?.release();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(sideBySide.map((kind) => [kind.title, kind] as const))('%s', (_title, kind) => {
    expect(deathsOf(together, kind)).toEqual(kind.expected);
  });

  it.each(oneByOne.map((kind) => [kind.title, kind] as const))('%s', async (_title, kind) => {
    const analysis = await recorded(kind.pod.metadata?.name ?? '', [kind]);
    expect(deathsOf(analysis, kind)).toEqual(kind.expected);
  });
});
