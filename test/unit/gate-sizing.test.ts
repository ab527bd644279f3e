import { describe, expect, it } from 'vitest';
import type { Recommendation } from '../../src/recommend/document.ts';
import { buildSizing } from '../../src/report/sizing/build-sizing.ts';
import { sizingSchema } from '../../src/report/sizing/document.ts';
import { renderSizing } from '../../src/report/sizing/render-sizing.ts';
import type { SizedRun } from '../../src/report/sizing/sized-run.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { hostile } from './gate/gate-reports.ts';
import { conditions, planOf } from './gate/judged-run.ts';
import { recommendation } from './report-documents/judged.ts';
import { leaking } from './report-documents/variants.ts';

interface Change {
  readonly scenario?: string;
  readonly limitMiB?: number;
  readonly over?: Partial<SizedRun>;
  readonly status?: Recommendation['status'];
}

function run({ scenario = 'checkout', limitMiB = 208, over = {}, status = 'verified' }: Change = {}): SizedRun {
  const [app] = recommendation().containers;
  const containers =
    app === undefined
      ? []
      : [{ ...app, memory: { ...app.memory, limitBytes: limitMiB * MiB, requestBytes: limitMiB * MiB, needBytes: (limitMiB - 12) * MiB } }];
  return {
    runId: `run-of-${scenario}`,
    toolVersion: '1.0.0',
    plan: planOf(3),
    planDigest: 'plan',
    commandDigest: 'program',
    recommendation: recommendation({ scenario, status, containers }),
    conditions: conditions(),
    patches: undefined,
    ...over,
  };
}

const sizing = (to: readonly SizedRun[], from?: readonly SizedRun[], price?: number) =>
  buildSizing({ to, from, leftOut: [], price: price === undefined ? undefined : { perGiB: price, unit: 'EUR' } });
const reasonsOf = (to: SizedRun, from: SizedRun) => sizing([to], [from]).workloads[0]?.reasons.map(({ kind, text }) => `${kind}: ${text}`);

describe('why a size changed', () => {
  it('is nothing that is recorded where nothing differs', () => {
    expect(reasonsOf(run({ limitMiB: 220 }), run())).toEqual([expect.stringMatching(/^none: nothing that is recorded changed/)]);
  });

  it('names the load by what a person would look at', () => {
    const plan = planOf(3);
    const busier = { ...plan, load: { ...plan.load, peak: 80 } };
    expect(reasonsOf(run({ over: { plan: busier, conditions: conditions({}, { loadDigest: 'other' }) } }), run())).toEqual(['load: peak 50/s, now 80/s']);
  });

  it.each([
    ['the program', { commandDigest: 'other' }, 'code: the program that is started'],
    ['the image', { conditions: conditions({ image: 'sha256:1' }) }, 'code: the image'],
    ['the script', { conditions: conditions({ scriptDigest: 'other' }) }, 'load: the k6 script'],
    ['the machine', { conditions: conditions({ cores: 8 }) }, 'environment: number of cores: 2, now 8'],
    ['the tool', { toolVersion: '1.1.0' }, 'tool: highwater 1.0.0, now 1.1.0'],
  ])('names %s', (_, over, reason) => {
    expect(reasonsOf(run({ over }), run())).toEqual([reason]);
  });

  it('says that several changes at once cannot be told apart, and one can', () => {
    const both = { commandDigest: 'other', toolVersion: '1.1.0' };
    expect(renderSizing(sizing([run({ limitMiB: 220, over: both })], [run()]))).toMatch(
      /changed together, these cannot be told apart; need \\\+12Mi|changed together, these cannot be told apart; need \+12Mi/,
    );
    expect(renderSizing(sizing([run({ over: { commandDigest: 'other' } })], [run()]))).not.toMatch(/told apart/);
  });
});

describe('the sums', () => {
  it('count each pod once, and name what has no number', () => {
    const none = run({ scenario: 'broken', status: 'none', over: { recommendation: recommendation({ scenario: 'broken', status: 'none', containers: [] }) } });
    const { total } = sizing([run(), run({ scenario: 'cart', limitMiB: 100 }), none]);
    expect(total.to).toMatchObject({ workloads: 3, withoutNumbers: 1, limitBytes: { min: 308 * MiB, max: 308 * MiB } });
  });

  it('hold every container of a pod, as the scheduler counts them', () => {
    const one = run();
    const [app] = one.recommendation.containers;
    if (app === undefined) throw new Error('the document has a container');
    const beside = (name: string, role: 'init' | 'sidecar', mebibytes: number) => ({
      ...app,
      name,
      role,
      memory: { ...app.memory, limitBytes: mebibytes * MiB, requestBytes: mebibytes * MiB, needBytes: null },
    });
    const withBeside = (...containers: (typeof app)[]) => ({ ...one, recommendation: { ...one.recommendation, containers: [app, ...containers] } });
    const pod = withBeside(beside('proxy', 'sidecar', 40), beside('migrate', 'init', 100));
    expect(sizing([pod]).total.to).toMatchObject({ limitBytes: { max: 248 * MiB }, requestBytes: { max: 248 * MiB } });
    expect(sizing([withBeside(beside('migrate', 'init', 300))]).total.to).toMatchObject({ limitBytes: { max: 300 * MiB } });
    expect(renderSizing(sizing([pod]))).toContain('| 248Mi / 248Mi, with proxy, migrate |');
    const bare = withBeside({ ...app, name: 'proxy', memory: { ...app.memory, limitBytes: null } });
    expect(sizing([bare]).total.to).toMatchObject({ withoutNumbers: 1, replicas: { max: 0 } });
  });

  it('cost what is requested', () => {
    expect(sizing([run({ limitMiB: 512 })], [run({ limitMiB: 256 })], 4).cost).toMatchObject({ min: 2, changeMin: 1 });
    expect(sizing([run()], undefined).cost).toBeNull();
  });
});

describe('the report', () => {
  it('has its published shape, in the order of the names, and the same bytes for the same runs', () => {
    const make = () => sizing([run({ scenario: 'b' }), run({ scenario: 'a' })], [run({ scenario: 'c' })], 3);
    expect(sizingSchema.safeParse(make()).error).toBeUndefined();
    expect(make().workloads.map(({ scenario }) => scenario)).toEqual(['a', 'b']);
    expect(make().gone).toEqual(['c']);
    expect(renderSizing(make())).toBe(renderSizing(make()));
  });

  it('opens with how much of it is verified, and says what is not', () => {
    const text = renderSizing(sizing([run(), run({ scenario: 'cart', status: 'unverified' })]));
    expect(text).toMatch(/^# Memory of this release\n\n1 of 2 workloads have a verified limit/);
    expect(text).toMatch(/## Not verified\n\n- ⚠️ \*\*cart\*\*/);
    expect(renderSizing(sizing([run()]))).not.toContain('Not verified');
  });

  it('says of a service that leaks what it is given for now, and names no patches that set nothing', () => {
    const { analysis: _, recommendation: leaks } = leaking();
    const report = sizing([run({ status: 'none', over: { recommendation: { ...leaks, scenario: 'cart' }, patches: 'cart/patches' } })]);
    expect(renderSizing(report)).toContain('For now: 512Mi, and restart every 30 min.');
    expect(report.workloads[0]?.patches).toBeNull();
    expect(sizingSchema.safeParse(report).error).toBeUndefined();
  });

  it('shows hostile names as text', () => {
    const text = renderSizing(sizing([run({ scenario: hostile })]));
    expect(text).not.toMatch(/<img|<\/script|@team/);
  });
});
