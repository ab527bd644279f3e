import type { RecordingAnalysis } from '../../analysis/document.ts';
import { heapInForce } from '../../analysis/runtime/heap-in-force.ts';
import { runtimeOf } from '../../analysis/runtime/identify.ts';
import { mismatchesOf } from '../../analysis/runtime/mismatches.ts';
import { formatMemory } from '../../shared/quantity.ts';
import { extraStanding } from '../extra-standing.ts';
import type { Survey } from '../survey.ts';
import type { RuntimeAdvice } from './document.ts';
import { settingsOf } from './settings.ts';

const gaveUp = (runs: readonly RecordingAnalysis[]): number =>
  runs.filter(({ kills, deaths }) => kills.length === 0 && deaths.some((death) => death.class === 'runtime-abort')).length;

/** Runs of the whole profile at this limit with exactly these settings. */
function together(survey: Survey, limitBytes: number, set: RuntimeAdvice['set']): readonly RecordingAnalysis[] {
  const wanted = JSON.stringify(set.map(({ variable, value }) => [variable, value]));
  return survey.extras.filter((run) => run.purpose === 'settings' && run.limitBytes === limitBytes && JSON.stringify(Object.entries(run.env ?? {})) === wanted);
}

function togetherText(survey: Survey, limitBytes: number, set: RuntimeAdvice['set']): { readonly verified: boolean; readonly why: string } {
  const limit = formatMemory(limitBytes);
  const { standing, passes, failed } = extraStanding(together(survey, limitBytes, set), survey);
  if (standing === 'failed')
    return { verified: false, why: `do not set this: replayed at ${limit} with these settings it was ${failed?.outcome} (${failed?.why})` };
  if (standing === 'passed')
    return { verified: true, why: `replayed at ${limit} with these settings: passed in ${passes} ${passes === 1 ? 'run' : 'runs'} of the whole profile` };
  return { verified: false, why: `the runs at ${limit} had other settings. Replay with them: highwater verify RUN --replay-settings` };
}

/** What the runtime has at the recommended limit, and what to set with it; undefined where the runtime or the limit is not known. */
export function runtimeAdvice(survey: Survey, limitBytes: number | null): RuntimeAdvice | undefined {
  const { counted } = survey.runs;
  const runtime = runtimeOf(survey.plan, counted);
  if (runtime === undefined || limitBytes === null) return undefined;
  const heap = heapInForce(runtime, limitBytes);
  const atLimit = counted.filter((run) => run.limitBytes === limitBytes);
  const mismatches = mismatchesOf({ runtime, limitBytes, aborts: gaveUp(atLimit) });
  const threads = counted.reduce((most, { holders }) => holders.reduce((highest, holder) => Math.max(highest, holder.threads), most), 0);
  const set = settingsOf({ runtime, limitBytes, heap, mismatches, threads });
  const settled =
    set.length === 0
      ? {
          verified: true,
          why: `nothing has to be set: the runs at ${formatMemory(limitBytes)} had what is in force there. Change limit and settings together, and verify again`,
        }
      : togetherText(survey, limitBytes, set);
  return {
    name: runtime.name,
    detectedBy: runtime.from,
    heapLimitBytes: heap.bytes === null ? null : Math.round(heap.bytes),
    heapSetBy: heap.setBy,
    mismatches: mismatches.map(({ text }) => text),
    set,
    verifiedTogether: settled.verified,
    why: settled.why,
  };
}
