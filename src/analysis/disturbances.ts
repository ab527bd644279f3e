import { kernelKills } from './deaths/kernel-kills.ts';
import type { RecordingAnalysis } from './document.ts';
import type { RecordingFacts } from './facts/facts.ts';

type Disturbance = NonNullable<RecordingAnalysis['disturbances']>[number];

/** Reasons of events about a node or a pod that mean that the node was short (kubelet, events/event.go; scheduler). */
const causes: Readonly<Record<string, Disturbance['cause']>> = {
  Evicted: 'evicted',
  Preempted: 'preempted',
  SystemOOM: 'node-oom',
  OOMKilling: 'node-oom',
  NodeHasInsufficientMemory: 'memory-pressure',
  EvictionThresholdMet: 'memory-pressure',
  NodeNotReady: 'node-not-ready',
};

/** What nodes went through during the recording, each thing once, in order of time. */
export function disturbances(facts: RecordingFacts): Disturbance[] {
  const all = [...conditions(facts), ...told(facts), ...evicted(facts), ...deleted(facts), ...machineOom(facts)].sort((a, b) => a.tMs - b.tMs);
  return all.filter(({ cause, text }, index) => all.findIndex((other) => other.cause === cause && other.text === text) === index);
}

function conditions(facts: RecordingFacts): Disturbance[] {
  return facts.nodeStates.flatMap(({ t, node, memoryPressure, ready }): Disturbance[] => [
    ...(memoryPressure ? [{ tMs: t, cause: 'memory-pressure' as const, text: `node ${node} said MemoryPressure` }] : []),
    ...(ready ? [] : [{ tMs: t, cause: 'node-not-ready' as const, text: `node ${node} was not ready` }]),
  ]);
}

/** A node monitor calls kills at any limit OOMKilling; that of a container's own limit is none of the node's. */
function told(facts: RecordingFacts): Disturbance[] {
  return facts.kubeEvents.flatMap(({ t, about, reason, message }): Disturbance[] => {
    const cause = causes[reason];
    if (cause === undefined || (reason === 'OOMKilling' && /memory cgroup/i.test(message))) return [];
    return [{ tMs: t, cause, text: `${about.kind} ${about.name}: ${reason}: ${message}` }];
  });
}

function evicted(facts: RecordingFacts): Disturbance[] {
  return [...facts.pods.values()].flatMap(({ podUid, phases, spec }) => {
    const phase = phases.find(({ reason }) => reason === 'Evicted');
    const known = facts.kubeEvents.some(({ about, reason }) => about.uid === podUid && reason === 'Evicted');
    return phase && !known ? [{ tMs: phase.t, cause: 'evicted' as const, text: `Pod ${spec?.name ?? podUid}: Evicted: ${phase.message ?? ''}` }] : [];
  });
}

/** The measurement removes its pods after the last phase only (run/drive.ts): whoever asked for it before was somebody else, as a drain or a scheduler that preempts. */
function deleted(facts: RecordingFacts): Disturbance[] {
  const measuredToMs = Math.max(0, ...facts.phases.map(({ endMs }) => endMs ?? facts.lastMs));
  return [...facts.pods.values()].flatMap(({ podUid, phases, spec }) => {
    const asked = phases.find(({ deleting }) => deleting);
    if (asked === undefined || asked.t >= measuredToMs || phases.some(({ reason }) => reason === 'Evicted')) return [];
    const why = asked.conditions.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True')?.reason;
    return [
      { tMs: asked.t, cause: 'deleted' as const, text: `Pod ${spec?.name ?? podUid}: somebody deleted it in mid-run${why === undefined ? '' : ` (${why})`}` },
    ];
  });
}

/** The machine ran out of memory, whoever was killed. */
function machineOom(facts: RecordingFacts): Disturbance[] {
  return kernelKills(facts.kernelLines)
    .filter(({ global }) => global)
    .map(({ tMs, victims }) => ({
      tMs,
      cause: 'node-oom' as const,
      text: `the node's kernel ran out of memory and killed ${victims[0]?.comm ?? 'a process'}`,
    }));
}
