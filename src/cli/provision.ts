import type { ResolvedPlan } from '../plan/resolve.ts';
import type { LoadDriver } from '../ports/load.ts';
import type { Environment } from '../ports/target.ts';
import { HighwaterError } from '../shared/errors.ts';
import { loadDriver, targetOf } from './compose.ts';
import type { Context } from './context.ts';

/** Everything that a recording needs, or one error that names all that is missing, before anything is created. */
export async function provision(context: Context, resolved: ResolvedPlan, runId: string): Promise<{ environment: Environment; driver: LoadDriver }> {
  const { plan, scenarioDir } = resolved;
  const target = targetOf(plan.target.kind, context);
  const missing = await target.check();
  if (missing.length > 0) {
    throw new HighwaterError('environment-missing', `target '${target.kind}' cannot be used here:\n${missing.map(({ what }) => `  - ${what}`).join('\n')}`, {
      hint: missing.map(({ hint }) => hint).join('; '),
    });
  }
  const driver = await loadDriver(context);
  const environment = await target.provision({ plan, runId, scenarioDir, note: (_code, text) => context.stderr(`note: ${text}\n`) });
  return { environment, driver };
}
