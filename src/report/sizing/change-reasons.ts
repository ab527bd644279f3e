import { comparabilityOf } from '../../gate/compare/comparability.ts';
import type { Plan } from '../../plan/plan.ts';
import { formatDuration } from '../../shared/duration.ts';
import type { SizedWorkload } from './document.ts';
import type { SizedRun } from './sized-run.ts';

type Reason = SizedWorkload['reasons'][number];

const rate = (value: number): string => `${value}/s`;
const rates = (values: readonly number[]): string => values.map(rate).join(', ');

/** What of the load a person would look at; anything else of it shows in its digest alone. */
function loadChanges(from: Plan, to: Plan): string[] {
  const facts: readonly (readonly [string, string, string])[] = [
    ['peak', rate(from.load.peak), rate(to.load.peak)],
    ['expected load', rate(from.load.expected), rate(to.load.expected)],
    ['profile', from.load.profile, to.load.profile],
    ['levels', rates(from.load.levels), rates(to.load.levels)],
    ['time per level', formatDuration(from.load.holdMs), formatDuration(to.load.holdMs)],
    ['CPU', `${from.workload.cpuMillicores}m`, `${to.workload.cpuMillicores}m`],
  ];
  return facts.filter(([, before, after]) => before !== after).map(([name, before, after]) => `${name} ${before}, now ${after}`);
}

function loadReasons(from: SizedRun, to: SizedRun): Reason[] {
  const changes = loadChanges(from.plan, to.plan);
  const script = from.conditions?.fingerprint.scriptDigest !== to.conditions?.fingerprint.scriptDigest ? ['the k6 script'] : [];
  return [...changes, ...script].map((text) => ({ kind: 'load', text }));
}

function codeReasons(from: SizedRun, to: SizedRun): Reason[] {
  const image = from.conditions?.fingerprint.image !== to.conditions?.fingerprint.image;
  const program = from.commandDigest !== to.commandDigest;
  const command =
    JSON.stringify([from.plan.workload.local?.command, from.plan.workload.docker?.command]) !==
    JSON.stringify([to.plan.workload.local?.command, to.plan.workload.docker?.command]);
  return [...(image ? ['the image'] : []), ...(program ? ['the program that is started'] : []), ...(command ? ['the command line'] : [])].map((text) => ({
    kind: 'code',
    text,
  }));
}

/** What load and script have said already is left out. */
function environmentReasons(from: SizedRun, to: SizedRun): Reason[] {
  if (from.conditions === undefined || to.conditions === undefined) return [];
  const { refused, widened } = comparabilityOf(from.conditions, to.conditions);
  return [...refused, ...widened]
    .filter((text) => !text.startsWith('k6 script') && !text.startsWith('load, CPU'))
    .map((text) => ({ kind: 'environment', text: text.replace(' in base, ', ', now ').replace(/ in head(?=;|$)/, '') }));
}

/** Everything that differs between two runs of one scenario; "none" where nothing that is recorded does. */
export function changeReasons(from: SizedRun, to: SizedRun): Reason[] {
  const tool: Reason[] = from.toolVersion === to.toolVersion ? [] : [{ kind: 'tool', text: `highwater ${from.toolVersion}, now ${to.toolVersion}` }];
  const found = [...loadReasons(from, to), ...codeReasons(from, to), ...environmentReasons(from, to), ...tool];
  return found.length > 0 ? found : [{ kind: 'none', text: 'nothing that is recorded changed: two runs of one workload differ by themselves' }];
}
