import { HighwaterError } from '../shared/errors.ts';
import { allTargets, loadDriver, rbacYaml, targetOf } from './compose.ts';
import type { Context } from './context.ts';
import { resolveFor } from './open-run.ts';
import type { Verb } from './program.ts';

interface Check {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly hint: string;
}

async function checkK6(context: Context): Promise<Check> {
  try {
    const driver = await loadDriver(context);
    return { what: 'k6', ok: true, detail: driver.version, hint: '' };
  } catch (error) {
    if (!(error instanceof HighwaterError)) throw error;
    return { what: 'k6', ok: false, detail: error.message, hint: error.hint ?? '' };
  }
}

/** Where no target is named a run takes the best one that works: one is enough. */
function isEnough(checks: readonly Check[], wanted: string | undefined): boolean {
  const [targets, others] = [checks.filter(isTarget), checks.filter((check) => !isTarget(check))];
  const some = wanted === undefined ? targets.some(({ ok }) => ok) : targets.some(({ what, ok }) => ok && what === `target ${wanted}`);
  return some && others.every(({ ok }) => ok);
}

function isTarget({ what }: Check): boolean {
  return what.startsWith('target ');
}

/** `highwater doctor [SCENARIO]`: what is there and what is missing, before anything is created. */
export const doctor: Verb = async (context, [scenario], options) => {
  if (options.rbac) {
    context.stdout(rbacYaml());
    return 0;
  }
  const resolved = scenario === undefined ? undefined : resolveFor(context, scenario, options);
  const checks: Check[] = [{ what: 'node', ok: true, detail: process.version, hint: '' }, await checkK6(context)];
  const wanted = resolved?.plan.target.kind ?? options.target;
  if (wanted !== undefined) targetOf(wanted, context);
  for (const target of allTargets(context)) {
    const missing = await target.check();
    checks.push({
      what: `target ${target.kind}`,
      ok: missing.length === 0,
      detail: missing.map(({ what }) => what).join('; ') || 'ready',
      hint: missing.map(({ hint }) => hint).join('; '),
    });
  }
  if (options.json) context.stdout(`${JSON.stringify({ kind: 'DoctorResult', schemaVersion: 1, checks })}\n`);
  else
    for (const { what, ok, detail, hint } of checks)
      context.stdout(`${ok ? 'ok     ' : 'MISSING'} ${what}: ${detail}${hint ? `\n        next: ${hint}` : ''}\n`);
  return isEnough(checks, wanted) ? 0 : 3;
};
