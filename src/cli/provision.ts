import type { ResolvedPlan } from '../plan/resolve.ts';
import type { LoadDriver } from '../ports/load.ts';
import type { Environment } from '../ports/target.ts';
import { HighwaterError } from '../shared/errors.ts';
import { findLoad, targetOf } from './compose.ts';
import type { Context } from './context.ts';

export interface Provided {
  readonly environment: Environment;
  readonly driver: LoadDriver;
  /** How long it took until the environment stood. */
  readonly provisionMs: number;
}

/** Everything that a recording needs, or one error that names all that is missing, before anything is created. */
async function provision(context: Context, resolved: ResolvedPlan, runId: string): Promise<Provided> {
  const { plan, scenarioDir } = resolved;
  const target = targetOf(plan.target.kind, context);
  const missing = await target.check();
  if (missing.length > 0) {
    throw new HighwaterError('environment-missing', `target '${target.kind}' cannot be used here:\n${missing.map(({ what }) => `  - ${what}`).join('\n')}`, {
      hint: missing.map(({ hint }) => hint).join('; '),
    });
  }
  const load = await findLoad(context);
  const startedMs = context.now().getTime();
  const note = (_code: string, text: string) => context.stderr(`note: ${text}\n`);
  const environment = await target.provision({ plan, runId, scenarioDir, note, signal: context.interrupted });
  return { environment, driver: load.driverIn(environment), provisionMs: context.now().getTime() - startedMs };
}

/** Provisions, works, and gives everything back whatever happened. What failed first is thrown; that something could not be given back is said. */
export async function withProvision<T>(context: Context, resolved: ResolvedPlan, runId: string, work: (provided: Provided) => Promise<T>): Promise<T> {
  const provided = await provision(context, resolved, runId);
  const outcome = await work(provided).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  try {
    await provided.environment.dispose();
  } catch (error) {
    if ('value' in outcome) throw error;
    context.stderr(`not everything could be removed: ${(error as Error).message}; next: highwater clean\n`);
  }
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}
