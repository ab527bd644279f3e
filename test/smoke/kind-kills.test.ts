import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { analyzeRecording } from '../../src/analysis/analyze-recording.ts';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import { haveHappened } from '../kind/happened.ts';
import { type KillKind, killKinds } from '../kind/kill-kinds.ts';
import { type OwnCluster, openOwnCluster, smallNodeBytes } from '../kind/own-cluster.ts';
import { recordPods } from '../kind/record-pods.ts';
import { describeWith } from '../requirements.ts';

const sideBySide = killKinds.filter(({ alone }) => alone !== true);
const oneByOne = killKinds.filter(({ alone, minutes }) => alone === true && minutes !== true);

describeWith(['kind', 'kubectl', 'kmsg', 'root'], 'every kind of death that one node of kind can produce', () => {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-kills-'));
  let cluster: OwnCluster;
  let together: RecordingAnalysis;

  async function recorded(name: string, kinds: readonly KillKind[]): Promise<RecordingAnalysis> {
    const dir = join(folder, name);
    const { kubeconfig, node } = cluster;
    const namespace = `kills-${name}`;
    const until = (kubectl: (...args: string[]) => string) => haveHappened(kinds, kubectl, node, namespace);
    await recordPods({ dir, kubeconfig, node, namespace, pods: kinds.map(({ pod }) => pod), container: 'app', until });
    return analyzeRecording(dir);
  }

  const deathsOf = ({ deaths }: RecordingAnalysis, kind: KillKind) =>
    deaths.filter(({ pod }) => pod === kind.pod.metadata?.name).map(({ class: cause, container, mainProcess }) => ({ class: cause, container, mainProcess }));

  beforeAll(async () => {
    cluster = await openOwnCluster(smallNodeBytes);
    together = await recorded('together', sideBySide);
  });

  afterAll(() => {
    cluster?.close();
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
