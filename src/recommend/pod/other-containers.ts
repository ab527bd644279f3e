import type { RecordingAnalysis } from '../../analysis/document.ts';
import type { Plan } from '../../plan/plan.ts';
import { formatMemory } from '../../shared/quantity.ts';
import type { ContainerRecommendation } from '../document.ts';
import { worst } from '../loose-reference.ts';
import { marginOf } from '../margin.ts';
import { ceilMebibyte } from '../step.ts';
import type { Survey } from '../survey.ts';

type ContainerAnalysis = NonNullable<RecordingAnalysis['containers']>[number];

interface Measured {
  readonly recording: RecordingAnalysis;
  readonly container: ContainerAnalysis;
}

const peakOf = ({ container: { peakBytes } }: Measured): number | null => peakBytes.watermark ?? peakBytes.sampled;

/** What stays as the manifest has it until a run has searched for it. */
function keptCpu(measured: readonly Measured[]): ContainerRecommendation['cpu'] {
  const requestMillicores = measured.at(-1)?.container.requestMillicores ?? null;
  return { requestMillicores, limitAdvice: 'Not searched: its CPU stays as the manifest has it, and its memory holds for that CPU only.' };
}

/** The margin of rigid memory over the container's own peaks, as if they were those of the sized one. */
function marginOver(plan: Plan, peakBytes: number, uncut: readonly Measured[]) {
  const recordings = uncut.map(({ recording, container }) => ({ ...recording, peakBytes: container.peakBytes, uncensored: true }));
  return marginOf({ plan, needBytes: peakBytes, edge: { alwaysPassedBytes: peakBytes, everFailedBytes: null }, recordings });
}

type MemoryFields = Omit<ContainerRecommendation['memory'], 'qosClass'>;

const unknown = (marginReason: string): MemoryFields => ({
  requestBytes: null,
  limitBytes: null,
  needBytes: null,
  surviveBytes: null,
  marginBytes: null,
  marginReason,
  marginKind: 'none',
});

function memoryOf(plan: Plan, measured: readonly Measured[]): MemoryFields {
  const uncut = measured.filter(({ container }) => container.uncensored !== false);
  const limitBytes = measured.at(-1)?.container.limitBytes ?? null;
  if (uncut.length === 0)
    return unknown(
      `not searched: its own limit${limitBytes === null ? '' : ` of ${formatMemory(limitBytes)}`} cut its peak in every run, so raise it and measure again`,
    );
  const peakBytes = worst(uncut.map(peakOf));
  if (peakBytes === null) return unknown('not searched, and its memory was not measured');
  const margin = marginOver(plan, peakBytes, uncut);
  const recommended = ceilMebibyte(peakBytes + margin.bytes);
  const over =
    margin.spread === null
      ? `${formatMemory(margin.bytes)} on top, because ${uncut.length === 1 ? 'one run has' : 'these runs have'} no spread to go by`
      : `${formatMemory(margin.bytes)} on top for peaks that vary by ${Number((margin.spread.relative * 100).toPrecision(2))} %`;
  return {
    ...unknown(
      `not searched: the highest it held in ${uncut.length} ${uncut.length === 1 ? 'run' : 'runs'} was ${formatMemory(peakBytes)}, and ${over}; it may live with less`,
    ),
    requestBytes: recommended,
    limitBytes: recommended,
    marginBytes: recommended - peakBytes,
    marginKind: margin.kind,
  };
}

/** Its QoS class is the whole pod's, which is not known here. */
export type OtherContainer = Omit<ContainerRecommendation, 'memory'> & { readonly memory: MemoryFields };

/**
 * Every container beside the sized one, with a limit from its measured peaks: the tolerance bound of rigid memory over the whole runs, because page cache
 * and heaps in it were never pressed. Empty where nothing tells of a pod.
 */
export function otherContainersOf({ plan, records, confirms }: Survey): readonly OtherContainer[] {
  const whole = [...records, ...confirms].filter(({ outcome, loadFactor }) => outcome === 'completed' && loadFactor === 1);
  const measured = whole.flatMap((recording) => (recording.containers ?? []).map((container): Measured => ({ recording, container })));
  const others = measured.filter(({ container: { name, role } }) => name !== plan.workload.container && role !== undefined && role !== 'ephemeral');
  return [...Map.groupBy(others, ({ container }) => container.name)].map(([name, own]) => {
    const role = own[0]?.container.role;
    return { name, searched: false, ...(role && { role }), memory: memoryOf(plan, own), cpu: keptCpu(own) };
  });
}
