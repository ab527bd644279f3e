import { formatMemory } from '../../shared/quantity.ts';
import { counted } from '../counted.ts';
import type { Death, RecordingAnalysis } from '../document.ts';
import { clear, finding, type Rule } from './rule.ts';

/**
 * Detects: the limit of the pod was hit, not that of the container that died: several containers, or files in memory, share it. Evidence: who owned the limit, and
 * what each part held. A pod with one container hits its limit together with the container's and is no finding. False positive: containers that peak together by
 * chance.
 */
export const podLimit: Rule = {
  id: 'pod-limit',
  title: 'The pod, not the container, ran out of memory',
  remedy:
    "Look at what each part of the pod held: raise the limit of the container that grew, even if another one was killed, and give memory-backed volumes a sizeLimit that the containers' limits leave room for.",
  needs: ['pods'],
  evaluate({ all }) {
    const evidence = all.flatMap((recording) => recording.kills.filter((kill) => isShared(recording, kill)).map((kill) => described(recording, kill)));
    return evidence.length === 0
      ? clear('no container was killed for what another part of its pod held')
      : finding(`${counted(evidence.length, 'kill')} at the limit of a pod that is shared`, evidence);
  },
};

function isShared({ containers = [] }: RecordingAnalysis, { class: cause }: Death): boolean {
  const running = containers.filter(({ role }) => role !== 'init').length;
  return cause === 'sibling' || (cause === 'pod-limit' && running > 1);
}

function described({ recording, limitBytes }: RecordingAnalysis, { tMs, container, evidence }: Death): string {
  const held = evidence.find(({ source }) => source === 'sample')?.text ?? 'what each part held is not known';
  return `${recording} at ${formatMemory(limitBytes)}: ${container} killed at ${Math.round(tMs)} ms; ${held}`;
}
