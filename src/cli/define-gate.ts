import type { Command } from 'commander';

/** Options of the verbs that judge for a build. */
export interface GateOptions {
  /** False with --no-exit-code: a verdict ends in 0 as well. */
  readonly exitCode?: boolean;
  readonly base?: string;
  readonly baseline?: string;
  readonly scenario?: string | undefined;
  readonly allowIncrease?: boolean;
  readonly repeats?: string;
  readonly baseRef?: string;
  readonly baseImage?: string;
  readonly from?: string;
  readonly to?: string;
  readonly price?: string;
}

type Act = (verb: string) => (...args: unknown[]) => Promise<void>;

const verdict = (command: Command): Command =>
  command
    .option('--inconclusive <policy>', 'fail, warn or pass when an assertion cannot be decided', 'fail')
    .option('--no-exit-code', 'end with 0 whatever the verdict is');

function defineBaseline(program: Command, act: Act): void {
  program
    .command('baseline')
    .argument('<action>', 'accept or show')
    .argument('<run or scenario>', 'accept: run directory; show: scenario folder')
    .option('--scenario <dir>', 'accept: write into this scenario')
    .option('--allow-increase', 'accept: the increase over the last baseline is meant')
    .option('--json', 'print the baseline on stdout')
    .description('accept a run as what later runs are compared with, or show it')
    .action(act('baseline'));
}

function defineCi(program: Command, act: Act): void {
  verdict(program.command('ci').argument('<scenario>', 'folder with a plan.yaml'))
    .option('--repeats <n>', 'recordings of head, and of base where it is measured; enough to tell an increase where not given')
    .option('--base-ref <ref>', 'measure this git reference beside head, in turn (target local)')
    .option('--base-image <image>', 'measure this image beside the one of the plan, in turn (targets docker, kind, cluster)')
    .option('--baseline <file>', 'compare with this baseline.json')
    .option('--target <kind>', 'where the workload runs')
    .option('--set <key=value>', 'override a value of the plan', (value: string, before: string[]) => [...before, value], [])
    .option('--out <dir>', 'folder of the run directories', 'reports')
    .option('--json', 'print one JSON document on stdout')
    .description('record, judge, gate and report in one, for a build')
    .action(act('ci'));
}

function defineSizing(program: Command, act: Act): void {
  verdict(program.command('sizing'))
    .option('--to <dir>', 'runs of this release: a run directory, or a folder of them')
    .option('--from <dir>', 'runs of the last release')
    .option('--price <price>', 'of one GiB of memory, for example "3.20 EUR/month"')
    .option('--out <dir>', 'where sizing.md and sizing.json go; beside the runs where not given')
    .option('--json', 'print sizing.json on stdout')
    .description('the sizes of a release in one document, and what changed since the last one')
    .action(act('sizing'));
}

/** `gate`, `baseline`, `ci` and `sizing`. */
export function defineGate(program: Command, act: Act): void {
  verdict(program.command('gate').argument('<run>', 'run directory'))
    .option('--base <run>', 'compare with this run')
    .option('--baseline <file>', 'compare with this baseline.json')
    .option('--scenario <dir>', 'take the gate from this scenario instead of the plan that was recorded')
    .option('--json', 'print gate.json on stdout')
    .description('judge a run by the gate of its plan')
    .action(act('gate'));
  defineBaseline(program, act);
  defineCi(program, act);
  defineSizing(program, act);
}
