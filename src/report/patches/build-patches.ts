import type { Plan } from '../../plan/plan.ts';
import type { Recommendation } from '../../recommend/document.ts';
import { patchInput } from './input.ts';
import type { PatchFormat, PatchInput, PatchText } from './patch.ts';
import { patchFormats } from './registry.ts';

/** One format, and its file or the reason why it is not there. */
export interface BuiltPatch {
  readonly file: string;
  readonly what: string;
  readonly use: string;
  readonly verified: boolean;
  readonly result: PatchText;
}

/** All patches of a run. Pure: the same documents give the same files. */
export function buildPatches(plan: Plan, recommendation: Recommendation): BuiltPatch[] {
  const input = patchInput(plan, recommendation);
  if ('none' in input) return patchFormats.map(({ file, what }) => ({ file, what, use: '', verified: false, result: input }));
  return patchFormats.map((format) => build(format, input));
}

function build(format: PatchFormat, input: PatchInput): BuiltPatch {
  const { file, what, needs } = format;
  const lacksNumbers = needs === 'limit' && input.containers.length === 0;
  const result = lacksNumbers ? { none: whyNoNumbers(input) } : format.write(input);
  return { file, what, use: format.use(input), verified: input.verified || needs === 'workload', result };
}

function whyNoNumbers({ recommendation }: PatchInput): string {
  return recommendation.status === 'refuted' ? 'the limit was refuted: it failed when it was run again' : 'no limit is recommended';
}
