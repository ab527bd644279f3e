import type { Analysis, RecordingAnalysis } from '../analysis/document.ts';
import { variantDurationMs } from '../plan/derive.ts';
import type { Variant } from '../plan/plan.ts';
import type { LoadDriver } from '../ports/load.ts';
import type { Environment } from '../ports/target.ts';
import { recommend } from '../recommend/recommend.ts';
import { record } from '../run/record.ts';
import { formatDuration } from '../shared/duration.ts';
import type { HighwaterError } from '../shared/errors.ts';
import { type ExtraWishes, extraVariant } from '../verify/extra.ts';
import { nextVariant } from '../verify/next.ts';
import { nextIndex } from '../verify/variants.ts';
import { probe } from './compose.ts';
import type { Context } from './context.ts';
import { heapRun, rememberNotTaken } from './heap-snapshots.ts';
import { judgeRun, RecordingJudge } from './judge.ts';
import { type OpenRun, requireSameScript } from './open-run.ts';
import { ProgressLine } from './progress.ts';
import { toolVersion } from './version.ts';
import { formatWallTime, type Made, overheadMs } from './wall-time.ts';

export interface MeasureRequest {
  readonly context: Context;
  readonly open: OpenRun;
  readonly environment: Environment;
  readonly driver: LoadDriver;
  /** How long it took until the environment stood. */
  readonly provisionMs: number;
  readonly timeBudgetMs: number | undefined;
  /** Replays beyond the verdict; none when left out. */
  readonly wishes?: ExtraWishes;
  /** Whether heap snapshots that the plan asks for are taken, once everything else is measured. */
  readonly heap?: boolean;
  /** Ends the run early, for `record`, which makes the loose-limit recordings only. */
  readonly until?: (variant: Variant) => boolean;
}

const whatFor: Readonly<Record<Variant['purpose'], string>> = {
  current: "the manifest's own limit",
  record: 'recording',
  search: 'search',
  confirm: 'confirmation',
  overload: 'overload',
  other: "another rule's number",
  settings: 'limit and settings together',
  heap: 'heap snapshots',
};

/**
 * Whether it ends the run that nothing was measured. Under a limit that may be too tight it is a fact to be judged: a workload can be starved
 * until it is never ready, and its load until setup() gives up. With memory to spare it says that workload or script do not work.
 */
export function isHopeless({ code }: HighwaterError, { purpose }: Pick<Variant, 'purpose'>, before: readonly Pick<RecordingAnalysis, 'outcome'>[]): boolean {
  return purpose === 'record' && (code === 'workload-never-ready' || before.every(({ outcome }) => outcome !== 'completed'));
}

type NextRun =
  | { readonly kind: 'measure'; readonly variant: Variant; readonly why: string; readonly remaining: number }
  | { readonly kind: 'done'; readonly why: string };

/** What the verdict still needs, then what is wished for beyond it. */
function verdictRun({ open, timeBudgetMs, wishes }: MeasureRequest, analysis: Analysis): NextRun {
  const { run, resolved } = open;
  const { plan } = resolved;
  const { recordings: history, leak } = analysis;
  const { looseLimitBytes, runId } = run;
  const next = nextVariant({ plan, looseLimitBytes, history, leak, timeBudgetMs });
  if (next.kind === 'measure') return { kind: 'measure', variant: next.variant, why: next.why, remaining: next.estimateRemaining.runs };
  const spentMs = history.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (wishes === undefined || !(wishes.others || wishes.settings) || spentMs >= (timeBudgetMs ?? Infinity)) return next;
  const recommendation = recommend({ plan, runId, looseLimitBytes, analysis, stopped: next.why });
  const extra = extraVariant({ plan, looseLimitBytes, history, recommendation, wishes });
  return extra ? { kind: 'measure', ...extra } : next;
}

interface Step {
  readonly next: NextRun;
  /** Where nothing is left to measure: what the caller gets. */
  readonly analysis: Analysis;
  /** Ended by the caller's choice, not because nothing was missing. */
  readonly early: boolean;
}

/** What comes next: first whatever the verdict needs, then the heap. */
function nextStep(request: MeasureRequest, history: readonly RecordingAnalysis[]): Step {
  const { context, open, environment, timeBudgetMs, heap, until } = request;
  const { runDir, run } = open;
  const { plan } = open.resolved;
  const analysis = judgeRun(run, plan, history);
  const next = verdictRun(request, analysis);
  const early = next.kind === 'measure' && (context.interrupted.aborted || until?.(next.variant) === true);
  if (next.kind === 'measure' && !early) return { next: { ...next, variant: { ...next.variant, index: nextIndex(history) } }, analysis, early };
  const wanted = heap && !context.interrupted.aborted ? heapRun({ plan, run, environment, history, timeBudgetMs }) : undefined;
  if (wanted?.kind === 'measure') return { next: { ...wanted, remaining: 1 }, analysis, early: false };
  const done = { kind: 'done', why: next.why } as const;
  return { next: done, analysis: wanted?.kind === 'not-taken' ? judgeRun(rememberNotTaken(runDir, run, wanted.why), plan, history) : analysis, early };
}

function sayDone(
  { context, provisionMs }: MeasureRequest,
  line: ProgressLine,
  { made, recordings, why }: { made: readonly Made[]; recordings: readonly RecordingAnalysis[]; why: string },
): void {
  const elapsedMs = provisionMs + made.reduce((sum, { wallMs }) => sum + wallMs, 0);
  line.say(`${recordings.length} runs in ${formatDuration(elapsedMs)}: ${why}`);
  if (made.length > 0) context.stderr(`${formatWallTime(provisionMs, made, recordings)}\n`);
}

/** Records, judges what lies on disk, derives the next recording, until nothing is missing. Interrupted anywhere, it goes on from the disk. */
export async function measure(request: MeasureRequest): Promise<Analysis> {
  const { context, open, environment, driver } = request;
  const { run, runDir } = open;
  const { plan, scenarioDir } = open.resolved;
  const judge = new RecordingJudge(runDir);
  const line = new ProgressLine(context);
  const made: Made[] = [];
  for (;;) {
    const history = judge.history();
    const { next, analysis, early } = nextStep(request, history);
    if (next.kind === 'done') {
      if (!early) sayDone(request, line, { made, recordings: history, why: next.why });
      return analysis;
    }
    const { variant } = next;
    line.begin({
      why: next.why,
      number: history.length + 1,
      of: history.length + next.remaining,
      what: whatFor[variant.purpose],
      limitBytes: variant.limitBytes,
      remainingMs: next.remaining * (variantDurationMs(plan, variant) + overheadMs(plan, made)),
    });
    requireSameScript(open);
    const startedMs = context.now().getTime();
    const { problem } = await record({
      plan,
      variant,
      scenarioDir,
      runDir,
      runId: run.runId,
      toolVersion: toolVersion(),
      environment,
      driver,
      probe: environment.probe ?? probe(),
      wallNow: context.now,
      signal: context.interrupted,
      progress: ({ phase, usageBytes, peakBytes }) => line.update(phase, usageBytes, peakBytes),
    });
    made.push({ variant, wallMs: context.now().getTime() - startedMs });
    line.say('');
    if (problem && isHopeless(problem, variant, history)) throw problem;
  }
}
