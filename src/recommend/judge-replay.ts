import type { Death, PhaseAnalysis, RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import { formatDuration } from '../shared/duration.ts';
import type { Replay } from './document.ts';
import { breaksObjective, harmOfLevel, losesMuch } from './harm.ts';
import { droveLadder, type LooseReference, levelKey, levelsOf, ownExits, rateKey, runtimeAborts, unseenLevel } from './loose-reference.ts';
import { policy } from './policy.ts';

export interface Judgement {
  readonly outcome: Replay['outcome'];
  /** How it failed or why it says nothing; empty for a pass. */
  readonly why: string;
  readonly harm: readonly string[];
  /** The plan's own objectives were broken, or nothing was served at all: more than a comparison with other runs. */
  readonly broken: boolean;
  /** So much was lost, under a limit that bound, that no second run is needed to believe it. */
  readonly gross: boolean;
}

/** Notes of a recording whose counters were not read to the end. */
const blindEnds = ['sampler-died', 'agent-lost'] as const;

/** Notes of a recording whose load did not run to its end: by its own decision, or because k6 died. */
const loadGaveUp = 'load-gave-up';
const loadDied = 'load-died';

const fact = (outcome: 'killed' | 'error', why: string): Judgement => ({ outcome, why, harm: [], broken: false, gross: false });

const harmedBy = (harm: readonly string[], { broken, gross }: Pick<Judgement, 'broken' | 'gross'>): Judgement => ({
  outcome: 'harmed',
  why: inShort(harm),
  harm,
  broken,
  gross,
});

const noteOf = (recording: RecordingAnalysis, wanted: string): string | undefined => recording.quality.notes.find(({ code }) => code === wanted)?.text;

/** Classes in which a limit above the container's was hit. */
const aboveContainer: ReadonlySet<Death['class']> = new Set(['pod-limit', 'sibling', 'ancestor-limit']);

function describeKill(kill: Death, count: number, sized: string): string {
  const who = kill.comm === null ? '' : ` (${kill.comm})`;
  const more = count > 1 ? `, and ${count - 1} more` : '';
  const owner = kill.limitOwner !== null && aboveContainer.has(kill.class) ? `, at the limit of ${ownerWords(kill)}` : '';
  const beside = kill.container === sized ? '' : ` of ${kill.container}`;
  const what = kill.class === 'suspected' ? 'suspected kill' : `${kill.mainProcess ? 'main process' : 'child process'}${who}${beside} killed`;
  return `${what} in ${kill.phase} after ${formatDuration(kill.tMs)}${owner}${more}`;
}

/** The path of a pod's cgroup names nothing that a person knows it by. */
const ownerWords = ({ class: cause, limitOwner, pod }: Death): string => (cause === 'ancestor-limit' || pod === undefined ? `${limitOwner}` : `pod ${pod}`);

/** Kills for want of memory that no limit of this workload could have given. */
const ofNode: Readonly<Partial<Record<Death['class'], string>>> = {
  'global-oom': 'the machine itself ran out of memory, which says nothing about this limit',
  'node-allocatable': 'all pods of the node together ran out of memory, which says nothing about this limit',
};

/** Killed by any evidence, or died of its own for lack of memory where it did not at the loose limit. */
function deathJudgement(recording: RecordingAnalysis, plan: Plan, reference: LooseReference | null): Judgement | undefined {
  const { kills } = recording;
  const own = kills.filter((kill) => ofNode[kill.class] === undefined);
  if (own[0] !== undefined) return fact('killed', describeKill(own[0], own.length, plan.workload.container));
  if (kills[0] !== undefined) return fact('error', ofNode[kills[0].class] as string);
  if (recording.deaths.some((death) => death.class === 'evicted'))
    return fact('error', 'the pod was evicted from its node, which says nothing about this limit');
  const deletion = recording.disturbances?.find(({ cause }) => cause === 'deleted');
  if (deletion !== undefined) return fact('error', `${deletion.text}, which says nothing about this limit`);
  const aborts = recording.deaths.filter((death) => death.class === 'runtime-abort');
  if (aborts[0] !== undefined && runtimeAborts(recording) > (reference?.runtimeAborts ?? 0))
    return fact('killed', `the runtime gave up for lack of memory in ${aborts[0].phase} after ${formatDuration(aborts[0].tMs)}`);
  return undefined;
}

/** Levels that were to be driven and of which nothing was measured: silence is not health. */
function silentLevels(recording: RecordingAnalysis, reference: LooseReference, plan: Plan): string[] {
  const measured = new Set(
    levelsOf(recording)
      .filter(isMeasured)
      .map((phase) => levelKey(phase, recording.loadFactor)),
  );
  const peakKey = rateKey(plan.load.peak);
  const due = droveLadder(recording) ? [...reference.levels.keys()] : reference.levels.has(peakKey) ? [peakKey] : [];
  if (due.length === 0) return measured.size > 0 ? [] : ['any level'];
  return due.filter((key) => !measured.has(key));
}

const isMeasured = (phase: PhaseAnalysis): boolean => phase.p99Ms !== null || phase.errorRate !== null || (phase.droppedIterations ?? 0) > 0;

function harmOf(recording: RecordingAnalysis, reference: LooseReference, plan: Plan): string[] {
  const busiestFirst = levelsOf(recording).toSorted((a, b) => (b.offeredRate ?? 0) - (a.offeredRate ?? 0));
  return busiestFirst.flatMap((phase) => harmOfLevel(phase, reference.levels.get(levelKey(phase, recording.loadFactor)) ?? unseenLevel, plan));
}

function someLevel(test: typeof breaksObjective, recording: RecordingAnalysis, reference: LooseReference, plan: Plan): boolean {
  return levelsOf(recording).some((phase) => test(phase, reference.levels.get(levelKey(phase, recording.loadFactor)) ?? unseenLevel, plan));
}

/** A main process that ends by itself only under a limit ends because of it, whatever it says. */
function exitHarm(recording: RecordingAnalysis, reference: LooseReference): string[] {
  const [mine, usual] = [ownExits(recording), reference.ownExits];
  return mine > usual ? [`the main process ended by itself ${mine === 1 ? 'once' : `${mine} times`}, at most ${usual} times in a loose-limit run`] : [];
}

/**
 * A start that waits for its own program text to be read again and again gets ready in the end, and is killed by nobody: only how long it took tells.
 * Where the limit never bound it waited for something else.
 */
function startupHarm({ readyMs, uncensored }: RecordingAnalysis, reference: LooseReference): string[] {
  const usual = reference.readyMs;
  if (uncensored || readyMs === null || usual === null) return [];
  const late = readyMs > policy.worseFactor * usual && readyMs > usual + policy.readyNoticeMs;
  return late ? [`startup: ready after ${formatDuration(readyMs)}, ${formatDuration(usual)} at most in the loose-limit runs`] : [];
}

/** A load that gave up where it ran to its end without a limit was made to by the limit; k6 going down says nothing about it. */
function failedLoad(recording: RecordingAnalysis, reference: LooseReference | null): Judgement {
  const gaveUp = noteOf(recording, loadGaveUp);
  if (gaveUp !== undefined && reference !== null && recording.purpose !== 'record')
    return harmedBy([`load: gave up, ${gaveUp}`], { broken: true, gross: false });
  const why = gaveUp ?? noteOf(recording, loadDied);
  return fact('error', `the load did not run to its end${why === undefined ? '' : `: ${why}`}`);
}

/** The busiest level speaks for the others; all of it stays in `harm`. */
const inShort = (harm: readonly string[]): string => `${harm[0]}${harm.length > 1 ? `, and ${harm.length - 1} more` : ''}`;

/**
 * Judges one run at a limit: a pass has no kill by any evidence, no suspected death and no harm, and was measured in full. One harmed
 * run does not make its limit harmful yet; see `standingOf`. Without `reference` only deaths can be judged.
 */
export function judge(recording: RecordingAnalysis, plan: Plan, reference: LooseReference | null): Judgement {
  if (recording.outcome === 'interrupted' || recording.outcome === 'error') return fact('error', `the recording ended as ${recording.outcome}`);
  const death = deathJudgement(recording, plan, reference);
  if (death !== undefined) return death;
  if (recording.outcome === 'load-failed') return failedLoad(recording, reference);
  if (blindEnds.some((code) => noteOf(recording, code) !== undefined))
    return fact('error', 'the sampler was lost in mid-run, so silence about kills proves nothing');
  if (recording.outcome === 'stopped-at-kill') return fact('error', 'stopped at a kill of which the recording holds no evidence');
  if (recording.outcome === 'never-ready')
    return harmedBy(['startup: never became ready, and nothing was killed'], { broken: true, gross: !recording.uncensored });
  if (reference === null) return fact('error', 'no loose-limit run to compare with yet');
  const silent = silentLevels(recording, reference, plan);
  if (silent.length > 0) return fact('error', `nothing was measured at ${silent.join(', ')}`);
  const harm = [...harmOf(recording, reference, plan), ...exitHarm(recording, reference), ...startupHarm(recording, reference)];
  if (harm.length === 0) return { outcome: 'pass', why: '', harm, broken: false, gross: false };
  return harmedBy(harm, { broken: someLevel(breaksObjective, recording, reference, plan), gross: someLevel(losesMuch, recording, reference, plan) });
}

/** The row of `replays[]` for a run that is not a loose-limit recording. */
export function judgeReplay(recording: RecordingAnalysis, plan: Plan, reference: LooseReference | null, lost?: string): Replay | undefined {
  if (recording.purpose === 'record' || recording.purpose === 'heap') return undefined;
  const judgement = lost === undefined ? judge(recording, plan, reference) : fact('error', lost);
  return {
    recording: recording.recording,
    purpose: recording.purpose,
    limitBytes: recording.limitBytes,
    outcome: judgement.outcome,
    why: judgement.why,
    kills: recording.kills.length,
    harm: [...judgement.harm],
    seed: recording.seed,
    loadFactor: recording.loadFactor,
    fileBytesAtReady: recording.startupFileBytes,
  };
}
