import { chmodSync, existsSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Recommendation } from '../recommend/document.ts';
import { recommendationSchema } from '../recommend/document.ts';
import { chooseManifest } from '../report/apply/choose-manifest.ts';
import { type EditedManifest, editManifest } from '../report/apply/edit-manifest.ts';
import type { ContainerValues } from '../report/apply/field-value.ts';
import { unifiedDiff } from '../report/apply/unified-diff.ts';
import { patchInput } from '../report/patches/input.ts';
import type { PatchedContainer } from '../report/patches/patch.ts';
import { resourcesOf } from '../report/patches/resources.ts';
import { type RunFile, readRun } from '../run/run-directory.ts';
import { HighwaterError } from '../shared/errors.ts';
import { shellWord } from '../shared/shell-word.ts';
import type { Context } from './context.ts';
import { type ManifestFile, manifestFiles } from './manifest-files.ts';
import type { Verb, VerbOptions } from './program.ts';

/** `highwater apply RUN`: writes the numbers of a run into the user's own manifest, or shows what it would write. */
export const apply: Verb = async (context, [runPath], options) => {
  const runDir = resolve(context.cwd, runPath as string);
  const run = readRun(runDir);
  const recommendation = readRecommendation(runDir);
  const refusal = refusalOf(recommendation, options.forceUnverified === true);
  if (refusal !== undefined) {
    context.stderr(`highwater: ${refusal.text}\n`);
    return refusal.exitCode;
  }
  const input = patchInput(run.plan, recommendation);
  if ('none' in input) throw new HighwaterError('usage', `nothing to apply: ${input.none}`);
  const values = input.containers.map(valuesOf);
  const [first] = values;
  if (first === undefined) throw new HighwaterError('usage', 'nothing to apply: no limit is recommended');
  const candidates = candidateFiles(context, runDir, run, options, input.workload.name);
  const file = chooseManifest(candidates, input.workload, first.container);
  if (file === undefined) {
    const looked = candidates.map(({ path }) => relative(context.cwd, path)).join(', ');
    throw new HighwaterError('usage', `${run.plan.workload.ref} is in none of ${looked}`, { hint: 'name its manifest with --file' });
  }
  const edited = editManifest({ ...file, workload: input.workload, values });
  if (options.write === true && edited.text !== file.text) replaceFile(file.path, edited.text);
  say(context, file, edited, options, recommendation.status);
  return 0;
};

/** A limit that failed, and one that nothing stands behind, do not get into a manifest by the way. */
function refusalOf({ status, why }: Recommendation, forced: boolean): { text: string; exitCode: number } | undefined {
  if (status === 'verified' || (status === 'unverified' && forced)) return undefined;
  if (status !== 'unverified')
    return { text: `nothing is applied: ${status === 'refuted' ? 'the limit was refuted' : 'no limit is recommended'}. ${why}`, exitCode: 1 };
  const next = '  next: `highwater verify` makes the runs that are missing; --force-unverified applies the numbers as they are';
  return { text: `nothing is applied: the limit is not verified. ${why}\n${next}`, exitCode: 5 };
}

function readRecommendation(runDir: string): Recommendation {
  const path = join(runDir, 'recommendation.json');
  if (!existsSync(path)) throw new HighwaterError('usage', `${path} is not there yet`, { hint: `highwater report ${shellWord(runDir)} writes it` });
  try {
    return recommendationSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new HighwaterError('recording-unreadable', `${path} cannot be read`, { hint: `highwater report ${shellWord(runDir)} writes it again`, cause });
  }
}

function valuesOf(container: PatchedContainer): ContainerValues {
  const { limits = {}, requests = {} } = resourcesOf(container);
  const fields = [
    ...Object.entries(requests).map(([resource, value]) => ({ group: 'requests' as const, resource, value })),
    ...Object.entries(limits).map(([resource, value]) => ({ group: 'limits' as const, resource, value })),
  ];
  return { container: container.name, fields: fields as ContainerValues['fields'] };
}

function candidateFiles(context: Context, runDir: string, run: RunFile, options: VerbOptions, name: string): ManifestFile[] {
  if (options.file !== undefined) return manifestFiles(resolve(context.cwd, options.file), name);
  const { manifests } = run.plan.workload;
  if (manifests.length === 0) throw new HighwaterError('usage', 'the plan names no manifests', { hint: 'name the manifest with --file' });
  const scenarioDir = run.scenarioFromRun === undefined ? resolve(context.cwd, run.scenario) : resolve(runDir, run.scenarioFromRun);
  return manifests.flatMap((manifest) => manifestFiles(resolve(scenarioDir, manifest), name));
}

/** Through a temporary file beside the real one, so that a link stays a link, and with the rights it had. */
function replaceFile(path: string, text: string): void {
  const real = realpathSync(path);
  const temporary = `${real}.highwater-part`;
  writeFileSync(temporary, text);
  chmodSync(temporary, statSync(real).mode);
  renameSync(temporary, real);
}

function say(context: Context, file: ManifestFile, edited: EditedManifest, options: VerbOptions, status: Recommendation['status']): void {
  const path = relative(context.cwd, file.path) || file.path;
  const { changes, missing } = edited;
  const written = options.write === true && changes.length > 0;
  if (options.json) {
    context.stdout(`${JSON.stringify({ kind: 'ApplyResult', schemaVersion: 1, file: path, status, written, changes, missing })}\n`);
    return;
  }
  context.stdout(unifiedDiff(path, file.text, edited.text));
  if (status !== 'verified') context.stderr('NOT VERIFIED: these numbers have not passed the runs that would stand behind them\n');
  for (const container of missing) context.stderr(`container ${container} is not in ${path}: its numbers are in patches/resources-patch.yaml\n`);
  if (changes.length === 0) context.stderr(`${path} says it already\n`);
  else context.stderr(written ? `${path}: ${changes.length} values written\n` : `${path} was not changed: --write writes it\n`);
}
