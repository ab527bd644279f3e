import { describe, expect, test } from 'vitest';
import type { Diagnosis } from '../../src/analysis/diagnosis/document.ts';
import { applySection } from '../../src/report/view/sections/apply.ts';
import { diagnosisSection } from '../../src/report/view/sections/diagnosis.ts';
import { memoryAgainstLoadSection } from '../../src/report/view/sections/memory-against-load.ts';
import { verdictOf } from '../../src/report/view/verdict.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { plan as localPlan } from './report-documents/run-directory.ts';
import { interrupted, type Judged, leaking, refuted, unverified, verified } from './report-documents/variants.ts';

const plan = { ...localPlan, workload: { ...localPlan.workload, ref: 'Deployment/checkout', container: 'app' } };

/** What the recordings at the loose limit alone suggest; the search has run limits since. */
function diagnosisTo(limitBytes: number): Diagnosis {
  return {
    what: 'starved',
    subject: 'starved at 128Mi without a kill',
    recordings: ['01-current'],
    limitBytes: 128 * MiB,
    cause: 'starvation',
    confidence: 'certain',
    sentence: 'pages in use were evicted',
    lookFirst: 'p99',
    actions: [
      {
        urgency: 'now',
        text: 'Raise the limit',
        command: `kubectl set resources deployment/checkout -c app --limits=memory=${limitBytes / MiB}Mi`,
        setsLimitBytes: limitBytes,
      },
      { urgency: 'today', text: 'Take a heap dump', command: 'kubectl exec deployment/checkout -- true' },
    ],
    tellApart: '',
    rejected: [],
  };
}

function commands(judged: Judged, limitMiB: number): { readonly text: string; readonly more: readonly string[] }[] {
  const section = diagnosisSection({ plan, ...judged, analysis: { ...judged.analysis, diagnoses: [diagnosisTo(limitMiB * MiB)] } });
  const table = section?.tables.find(({ caption }) => caption.startsWith('What to do'));
  return (table?.rows ?? []).map((row) => ({ text: row[3]?.text ?? '', more: row[3]?.more ?? [] }));
}

describe('a report names one limit to set', () => {
  test('the command of a cause is that of the limit that was verified, other commands stay', () => {
    expect(commands(verified(), 180)).toEqual([
      { text: 'kubectl set resources deployment/checkout -c app --limits=memory=208Mi', more: [] },
      { text: 'kubectl exec deployment/checkout -- true', more: [] },
    ]);
  });

  test('a limit that is not verified is not sold as one that is', () => {
    const [raise] = commands(unverified(), 180);
    expect(raise?.text).toContain('memory=208Mi');
    expect(raise?.more).toEqual(['This limit is not verified.']);
  });

  test('of a leaking service it is the interim limit, with its restart', () => {
    const [raise] = commands(leaking(), 440);
    expect(raise?.text).toContain('memory=512Mi');
    expect(raise?.more).toEqual(['Only with a restart every 30 min.']);
  });

  test('where the limit was refuted, none at or below what failed is offered', () => {
    expect(commands(refuted(), 208)[0]).toEqual({ text: '', more: ['No limit is known that holds: 208Mi failed.'] });
    expect(commands(refuted(), 209)[0]?.more).toEqual(['This limit was not run.']);
  });
});

describe('a leak', () => {
  test('is what the verdict begins with', () =>
    expect(verdictOf({ plan, ...leaking() }).headline).toBe('It leaks 310Mi an hour: no limit lasts. For now: 512Mi, and restart every 30 min.'));

  test('takes the meaning from memory against load, and that is said', () => {
    expect(memoryAgainstLoadSection({ plan, ...leaking() }).notes).toMatchObject([{ label: 'It leaks' }]);
    expect(memoryAgainstLoadSection({ plan, ...verified() }).notes).toEqual([]);
  });
});

test('where there is nothing to apply, nothing is said to be refused', () => {
  const paragraphs = (judged: Judged) => applySection({ plan, ...judged }).paragraphs;
  expect(paragraphs(interrupted())).toEqual(['No limit is recommended: highwater apply has nothing to write.']);
  expect(paragraphs(unverified())[0]).toContain('apply refuses them');
});
