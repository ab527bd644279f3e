import { levelOf } from './deaths/kube-path.ts';
import { inCluster, podUidOf } from './deaths/pod-lookup.ts';
import { disturbances } from './disturbances.ts';
import type { RecordingAnalysis } from './document.ts';
import type { CgroupFacts, RecordingFacts } from './facts/facts.ts';
import type { PodFacts } from './facts/pod-facts.ts';
import { largest } from './metrics/peaks.ts';

type PodAnalysis = NonNullable<RecordingAnalysis['pods']>[number];

/** What only a recording in a cluster has. */
export function clusterFields(facts: RecordingFacts): Pick<RecordingAnalysis, 'pods' | 'disturbances'> {
  if (!inCluster(facts)) return {};
  return { pods: [...facts.pods.values()].map((pod) => podOf(facts, pod)), disturbances: disturbances(facts) };
}

function podOf(facts: RecordingFacts, { podUid, spec }: PodFacts): PodAnalysis {
  const own = [...facts.cgroups.values()].find(
    (cgroup) => cgroup.announced.role === 'ancestor' && podUidOf(cgroup) === podUid && levelOf(cgroup.announced.path) === 'pod',
  );
  return {
    name: spec?.name ?? podUid,
    node: spec?.node ?? null,
    qosClass: spec?.qosClass ?? null,
    limitBytes: own?.announced.limitBytes ?? spec?.limitBytes ?? null,
    peakBytes: own ? peaks(own) : { watermark: null, sampled: null, hardPart: null },
  };
}

function peaks({ watermarks, sampledPeakBytes, hardPeakBytes }: CgroupFacts): PodAnalysis['peakBytes'] {
  const known = (bytes: number) => (bytes < 0 ? null : bytes);
  return { watermark: largest(watermarks.map(({ bytes }) => bytes)), sampled: known(sampledPeakBytes), hardPart: known(hardPeakBytes) };
}
