import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { HighwaterError } from '../shared/errors.ts';
import { inconsistencies } from './check-plan.ts';
import { composeValues } from './compose-file.ts';
import { dockerDefaults, localDefaults, planDefaults } from './defaults.ts';
import { assignmentLayer, environmentLayer } from './environment-layer.ts';
import { type PlanFile, planFileSchema } from './file-schema.ts';
import { type Layered, mergeLayers, type Origin } from './layers.ts';
import { readManifestResources } from './manifest-resources.ts';
import { type Plan, planSchema } from './plan.ts';
import { describeIssues, type PlanSource, placeOfProblem } from './plan-issues.ts';
import { planOf } from './plan-of-file.ts';
import { withWorkloadFacts } from './workload-facts.ts';

export interface ResolveRequest {
  /** A scenario folder or its plan.yaml. */
  readonly scenario: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly target?: string | undefined;
  readonly assignments?: readonly string[];
}

export interface ResolvedPlan {
  readonly plan: Plan;
  readonly scenarioDir: string;
  /** The plan file, absolute. */
  readonly file: string;
  readonly origins: ReadonlyMap<string, Origin>;
  /** Values as a person would write them, by the same paths as `origins`. */
  readonly written: Readonly<Record<string, unknown>>;
}

function locate(scenario: string, cwd: string): { scenarioDir: string; file: string } {
  const path = resolve(cwd, scenario);
  const hint = 'give a folder that holds a plan.yaml, for example: highwater run scenarios/quickstart';
  if (!existsSync(path)) throw new HighwaterError('usage', `${scenario}: no such scenario`, { hint });
  if (!statSync(path).isDirectory()) return { scenarioDir: resolve(path, '..'), file: path };
  const file = join(path, 'plan.yaml');
  if (!existsSync(file)) throw new HighwaterError('usage', `${scenario}: has no plan.yaml`, { hint });
  return { scenarioDir: path, file };
}

/** The parser's sentence without the place, which stands before it. */
const firstSentence = (message: string): string => (message.split('\n')[0] as string).replace(/ at line \d+, column \d+:?$/, '');

function readSource(file: string): PlanSource {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const error = document.errors[0];
  if (error)
    throw new HighwaterError('plan-invalid', `${file}:${error.linePos?.[0].line ?? 1}: ${firstSentence(error.message)}`, {
      hint: 'the file must be YAML: spaces for indentation, every bracket and quote closed, every key once',
    });
  return { file, document, lines };
}

function manifestLayer(file: Record<string, unknown>, scenarioDir: string): Record<string, unknown> {
  const workload = (file.workload ?? {}) as Record<string, unknown>;
  const manifests = Array.isArray(workload.manifests) ? workload.manifests.map(String) : [];
  const found = readManifestResources(scenarioDir, manifests, workload.ref as string | undefined, workload.container as string | undefined);
  if (!found) return {};
  const present = Object.entries({ container: found.container, limit: found.limit, request: found.request, cpu: found.cpuLimit });
  return { workload: Object.fromEntries(present.filter(([, value]) => value !== undefined)) };
}

function composeLayer(file: Record<string, unknown>, scenarioDir: string): Record<string, unknown> {
  const docker = ((file.workload ?? {}) as Record<string, unknown>).docker as { composeFile?: unknown; service?: unknown } | undefined;
  if (typeof docker?.composeFile !== 'string') return {};
  return { workload: { docker: composeValues(scenarioDir, docker.composeFile, typeof docker.service === 'string' ? docker.service : undefined) } };
}

function layer(source: PlanSource, scenarioDir: string, request: ResolveRequest): Layered {
  const file = (source.document.toJS() ?? {}) as Record<string, unknown>;
  const flags = assignmentLayer(request.assignments ?? []);
  const has = (section: string): boolean => typeof (file.workload as Record<string, unknown> | undefined)?.[section] === 'object';
  return mergeLayers([
    { origin: 'default', values: planDefaults },
    ...(has('local') ? [{ origin: 'default' as const, values: { workload: { local: localDefaults } } }] : []),
    ...(has('docker') ? [{ origin: 'default' as const, values: { workload: { docker: dockerDefaults } } }] : []),
    { origin: 'manifest', values: manifestLayer(file, scenarioDir) },
    { origin: 'manifest', values: composeLayer(file, scenarioDir) },
    { origin: 'file', values: file },
    { origin: 'environment', values: environmentLayer(request.env) },
    { origin: 'flag', values: request.target === undefined ? flags : { ...flags, target: { ...(flags.target as object | undefined), use: request.target } } },
  ]);
}

function invalid(problems: readonly string[]): never {
  throw new HighwaterError('plan-invalid', problems.join('\n'), {
    hint: 'the plan format is described in docs/plan.md; `highwater plan SCENARIO --explain` shows where each value comes from',
  });
}

/** Values that read well and make no plan, such as a risk of 0 %: a recording that holds one could not be read back. */
function outOfRange(plan: Plan): string[] {
  return planSchema.safeParse(plan).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

/** Reads a scenario and lays defaults < manifest < file < environment < flags over each other into one frozen plan. */
export function resolvePlan(request: ResolveRequest): ResolvedPlan {
  const { scenarioDir, file } = locate(request.scenario, request.cwd);
  const source = readSource(file);
  const layered = layer(source, scenarioDir, request);
  const parsed = planFileSchema.safeParse(layered.values);
  if (!parsed.success) invalid(describeIssues(parsed.error, source, layered.origins));
  const plan = withWorkloadFacts(planOf(parsed.data as PlanFile), scenarioDir, request.env.PATH);
  const problems = [...outOfRange(plan), ...inconsistencies(plan, scenarioDir)];
  if (problems.length > 0) invalid(problems.map((problem) => `${placeOfProblem(problem, source, layered.origins)}: ${problem}`));
  return { plan: Object.freeze(plan), scenarioDir, file, origins: layered.origins, written: layered.values };
}
