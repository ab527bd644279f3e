import { HighwaterError } from '../shared/errors.ts';
import { allTargets, findLoad, rbacYaml, targetOf } from './compose.ts';
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
    const { version } = await findLoad(context);
    return { what: 'k6', ok: true, detail: version, hint: '' };
  } catch (error) {
    if (!(error instanceof HighwaterError)) throw error;
    return { what: 'k6', ok: false, detail: error.message, hint: error.hint ?? '' };
  }
}

const isTarget = ({ what }: Check): boolean => what.startsWith('target ');

/** Everything but the targets, and of those the one that is wanted, or any where none is named: nobody has them all. */
function isEnough(checks: readonly Check[], wanted: string | undefined): boolean {
  const usable = checks.filter(isTarget).some(({ what, ok }) => ok && (wanted === undefined || what === `target ${wanted}`));
  return usable && checks.every((check) => check.ok || isTarget(check));
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
