import { type ResolvedPlan, resolvePlan } from '../../plan/resolve.ts';
import { HighwaterError } from '../../shared/errors.ts';
import type { Context } from '../context.ts';
import type { VerbOptions } from '../program.ts';
import { checkoutRef, useScriptOfHead } from './checkout.ts';
import { scenarioWithImage } from './image-in-manifests.ts';
import { runTool } from './run-tool.ts';

/** Base, ready to be measured by the plan of head. */
export interface PreparedBase {
  readonly name: string;
  readonly resolved: ResolvedPlan;
  remove(): void;
}

type BaseOptions = Pick<VerbOptions, 'baseRef' | 'baseImage' | 'set' | 'target'>;

const imageTargets: readonly string[] = ['docker', 'kind', 'cluster'];

/** What is asked of base and cannot be meant. Throws `usage`. */
export function checkBaseOptions({ plan }: ResolvedPlan, { baseRef, baseImage }: BaseOptions): void {
  const { kind } = plan.target;
  if (baseRef !== undefined && baseImage !== undefined) throw new HighwaterError('usage', '--base-ref and --base-image: one of the two');
  if (baseRef !== undefined && kind !== 'local')
    throw new HighwaterError('usage', `--base-ref is for the target local, this plan uses ${kind}`, {
      hint: 'build an image of base and name it with --base-image',
    });
  if (baseImage !== undefined && !imageTargets.includes(kind))
    throw new HighwaterError('usage', `--base-image is for ${imageTargets.join(', ')}, this plan uses ${kind}`, {
      hint: 'name a git reference with --base-ref',
    });
}

/** The limit of the manifest is a question about head. */
function planOfBase(head: ResolvedPlan['plan'], workload: ResolvedPlan['plan']['workload']): ResolvedPlan['plan'] {
  const { currentLimitBytes: _limit, currentRequestBytes: _request, ...rest } = workload;
  return { ...head, workload: { ...rest, container: head.workload.container, cpuMillicores: head.workload.cpuMillicores } };
}

async function build(command: readonly string[] | undefined, scenarioDir: string, { env, interrupted, stderr }: Context, side: string): Promise<void> {
  if (command === undefined) return;
  stderr(`building ${side}: ${command.join(' ')}\n`);
  await runTool(command, { cwd: scenarioDir, env, signal: interrupted });
}

async function baseOfRef(ref: string, head: ResolvedPlan, context: Context, options: BaseOptions): Promise<PreparedBase> {
  const { env, interrupted: signal, cwd, stateDir } = context;
  const checkout = await checkoutRef(ref, head.scenarioDir, stateDir, { env, signal });
  try {
    useScriptOfHead(head, checkout.scenarioDir);
    const own = resolvePlan({ scenario: checkout.scenarioDir, cwd, env, target: options.target, assignments: options.set });
    await build(own.plan.workload.build, checkout.scenarioDir, context, `base, ${checkout.name}`);
    return { name: checkout.name, resolved: { ...own, plan: planOfBase(head.plan, own.plan.workload) }, remove: checkout.remove };
  } catch (error) {
    checkout.remove();
    throw error;
  }
}

function baseOfImage(image: string, head: ResolvedPlan, { stateDir }: Context): PreparedBase {
  const { plan } = head;
  if (plan.target.kind === 'docker') {
    const { docker } = plan.workload;
    const workload = { ...plan.workload, ...(docker && { docker: { ...docker, image } }) };
    return { name: image, resolved: { ...head, plan: planOfBase(plan, workload) }, remove: () => undefined };
  }
  const copy = scenarioWithImage(plan, head.scenarioDir, image, stateDir);
  return { name: image, resolved: { ...head, scenarioDir: copy.scenarioDir, plan: planOfBase(plan, plan.workload) }, remove: copy.remove };
}

/** Builds head and makes base ready, where one is asked for. Throws what went wrong with either; head's own build ends the whole. */
export async function prepareBase(head: ResolvedPlan, context: Context, options: BaseOptions): Promise<PreparedBase | undefined> {
  if (options.baseImage !== undefined) return baseOfImage(options.baseImage, head, context);
  return options.baseRef === undefined ? undefined : baseOfRef(options.baseRef, head, context, options);
}

/** What `workload.build` makes of head is what base is compared with. */
export async function buildHead({ plan, scenarioDir }: ResolvedPlan, context: Context): Promise<void> {
  await build(plan.workload.build, scenarioDir, context, 'head');
}
