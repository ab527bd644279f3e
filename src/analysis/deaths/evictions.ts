import type { Death } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import { phaseAt } from './classify.ts';
import { endRange, type Instance } from './instances.ts';
import { podFields } from './pod-evidence.ts';

export interface Eviction {
  readonly podUid: string;
  readonly fromMs: number;
  readonly death: Death;
}

/** A kubelet says Evicted first and stops the containers then; their clocks are to the second. */
const slackMs = 2000;

/** Pods that their kubelet threw out: one death each, however many containers ended with them. */
export function evictions(facts: RecordingFacts): Eviction[] {
  return [...facts.pods.values()].flatMap(({ podUid, phases }) => {
    const evicted = phases.find(({ reason }) => reason === 'Evicted');
    if (!evicted) return [];
    const events = facts.kubeEvents.filter(({ about, reason }) => about.uid === podUid && reason === 'Evicted');
    const tMs = Math.min(evicted.t, ...events.map(({ t }) => t));
    const death: Death = {
      tMs,
      container: facts.mainContainer,
      ...podFields(facts, podUid, undefined),
      phase: phaseAt(facts, tMs),
      pid: null,
      comm: null,
      class: 'evicted',
      mainProcess: true,
      limitOwner: null,
      evidence: [
        { source: 'pod-status', text: `pod ${evicted.phase}, Evicted: ${evicted.message ?? 'no message'}`, tMs: evicted.t },
        ...events.map(({ reason, message, t }) => ({ source: 'kube-event' as const, text: `${reason}: ${message}`, tMs: t })),
      ],
      confidence: 'certain',
    };
    return [{ podUid, fromMs: tMs - slackMs, death }];
  });
}

/** The container ended because its pod was evicted. */
export function wentWithEviction(facts: RecordingFacts, evicted: readonly Eviction[], exit: Instance): boolean {
  return evicted.some(({ podUid, fromMs }) => podUid === exit.podUid && endRange(facts, exit).toMs >= fromMs);
}
