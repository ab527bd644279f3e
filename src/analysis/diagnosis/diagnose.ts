import type { Plan } from '../../plan/plan.ts';
import type { LoadCurve, RecordingAnalysis } from '../document.ts';
import type { HeapEvidence } from '../heap/document.ts';
import type { LeakVerdict } from '../leak/document.ts';
import { casesOf } from './cases.ts';
import type { Diagnosis } from './document.ts';
import type { Background, Case, Hypothesis, Stand } from './hypothesis.ts';
import { pictureOf } from './picture.ts';
import { hypotheses } from './registry.ts';

export interface DiagnosisInput {
  readonly plan: Plan;
  readonly loose: readonly RecordingAnalysis[];
  readonly all: readonly RecordingAnalysis[];
  readonly loadCurve: LoadCurve | null;
  readonly leak: LeakVerdict;
  readonly heap?: HeapEvidence | undefined;
}

interface Judged {
  readonly hypothesis: Hypothesis;
  readonly stand: Exclude<Stand, { is: 'silent' }>;
}

/** A root cause for each kill, end, starved limit and growth, and for the peak; each with what speaks against the others. Nothing is urgent about a peak that no limit cut. */
export function diagnose(input: DiagnosisInput): Diagnosis[] {
  const background: Background = { ...input, picture: pictureOf(input.loose, input.loadCurve) };
  return casesOf(input.loose, input.all, input.leak, input.plan.objectives.stallMax).map((one) => explain(one, background));
}

function explain(one: Case, background: Background): Diagnosis {
  const judged = hypotheses.flatMap((hypothesis): Judged[] => {
    const stand = hypothesis.judge(one, background);
    return stand.is === 'silent' ? [] : [{ hypothesis, stand }];
  });
  const of = (is: Judged['stand']['is']) => judged.filter(({ stand }) => stand.is === is);
  const believed = [...of('certain'), ...of('fits'), ...of('possible')];
  const [first, ...others] = believed;
  const about = { what: one.what, subject: one.subject, recordings: one.recordings.map(({ recording }) => recording), limitBytes: one.limitBytes };
  const rejected = of('rejected').map(({ hypothesis, stand }) => ({ cause: hypothesis.cause, why: stand.why }));
  if (!first) return { ...about, ...unexplained, rejected };
  const rivals = others.filter(({ stand }) => stand.is !== 'possible');
  return {
    ...about,
    cause: first.hypothesis.cause,
    confidence: confidenceOf(first, rivals),
    sentence: first.stand.why,
    lookFirst: first.hypothesis.lookFirst,
    actions: first.hypothesis.actions(one, background).filter(({ urgency }) => one.what !== 'peak' || urgency !== 'now'),
    tellApart: rivals.map(({ hypothesis, stand }) => `${hypothesis.cause} fits too (${stand.why}); ${hypothesis.tellApart}`).join('. '),
    rejected,
  };
}

const unexplained: Pick<Diagnosis, 'cause' | 'confidence' | 'sentence' | 'lookFirst' | 'actions' | 'tellApart'> = {
  cause: 'unknown',
  confidence: 'possible',
  sentence: 'nothing that was measured explains it',
  lookFirst: 'the phases and the memory over time of the recordings',
  actions: [
    { urgency: 'today', text: 'Record at a loose limit with a longer hold and more levels, so that there is something to compare with', command: null },
  ],
  tellApart: '',
};

function confidenceOf({ stand }: Judged, rivals: readonly Judged[]): Diagnosis['confidence'] {
  if (stand.is === 'certain') return 'certain';
  return stand.is === 'fits' && rivals.length === 0 ? 'probable' : 'possible';
}
