import { Command, CommanderError } from 'commander';
import { type Context, contextOf, withClusterFlags } from './context.ts';
import { defineGate, type GateOptions } from './define-gate.ts';
import { defineHousekeeping } from './define-housekeeping.ts';
import { explainFailure } from './fail.ts';
import { withHeapSet } from './heap-snapshots.ts';
import { watchInterrupts } from './interrupt.ts';
import { installLastResort } from './last-resort.ts';
import { runInOwnScope } from './own-scope.ts';
import { toolVersion } from './version.ts';

interface VerbOptions extends GateOptions {
  readonly target?: string;
  readonly set: string[];
  readonly out: string;
  readonly json?: boolean;
  readonly resume?: string;
  readonly timeBudget?: string;
  readonly replayOthers?: boolean;
  readonly replaySettings?: boolean;
  readonly heapSnapshots?: boolean;
  readonly explain?: boolean;
  readonly inconclusive: string;
  readonly file?: string;
  readonly write?: boolean;
  readonly forceUnverified?: boolean;
  readonly context?: string;
  readonly keep?: boolean;
  readonly yes?: boolean;
  readonly expired?: boolean;
  readonly rbac?: boolean;
}

/** A verb loads its own module only when it runs: `--help` must not pay for k6, charts or cgroups. */
type Verb = (context: Context, args: readonly string[], options: VerbOptions) => Promise<number>;

const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  run: async () => (await import('./run.ts')).run,
  record: async () => (await import('./record.ts')).record,
  plan: async () => (await import('./plan.ts')).plan,
  doctor: async () => (await import('./doctor.ts')).doctor,
  analyze: async () => (await import('./analyze.ts')).analyze,
  recommend: async () => (await import('./recommend.ts')).recommend,
  verify: async () => (await import('./verify.ts')).verify,
  report: async () => (await import('./report.ts')).report,
  apply: async () => (await import('./apply.ts')).apply,
  gate: async () => (await import('./gate.ts')).gate,
  ci: async () => (await import('./ci.ts')).ci,
  sizing: async () => (await import('./sizing.ts')).sizing,
  baseline: async () => (await import('./baseline.ts')).baseline,
  ls: async () => (await import('./ls.ts')).ls,
  clean: async () => (await import('./clean.ts')).clean,
};

/** These make cgroups. */
const measuring: ReadonlySet<string> = new Set(['run', 'record', 'ci', 'verify']);

const exitCodes = `
Exit codes: 0 done, 1 verdict against the plan, 2 wrong usage or plan, 3 environment missing, 4 nothing measurable
happened, 5 inconclusive or unverified, 70 a defect of highwater, 130/143 interrupted.`;

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

function scenarioCommand(command: Command): Command {
  return command
    .option('--target <kind>', 'where the workload runs: local, docker, kind, cluster')
    .option('--keep', 'leave the kind cluster running, and use one that was left')
    .option('--context <name>', 'context of your kubeconfig, for the target cluster')
    .option('--yes', 'use a cluster that is not of this machine')
    .option('--set <key=value>', 'override a value of the plan, for example load.peak=50', collect, [])
    .option('--out <dir>', 'folder of the run directories', 'reports')
    .option('--json', 'print one JSON document on stdout');
}

function withHeap(command: Command): Command {
  return command.option('--heap-snapshots', 'afterwards, compare what a Node process has on its heap after two equal loads');
}

function defineApply(program: Command, act: (verb: string) => (...args: unknown[]) => Promise<void>): void {
  program
    .command('apply')
    .argument('<run>', 'run directory')
    .option('--file <manifest>', 'manifest, kustomization or its folder; the manifests of the plan without it')
    .option('--write', 'write the file; without it the difference is only shown')
    .option('--force-unverified', 'apply numbers that are not verified')
    .option('--json', 'print one JSON document on stdout')
    .description('set the numbers of a run in your own manifest, comments and order kept')
    .action(act('apply'));
}

function define(program: Command, act: (verb: string) => (...args: unknown[]) => Promise<void>): void {
  const budgets = (command: Command) =>
    withHeap(scenarioCommand(command))
      .option('--time-budget <duration>', 'stop before this is exceeded, for example 15m')
      .option('--replay-others', "afterwards, replay the peak at what other systems' rules would have set")
      .option('--replay-settings', 'afterwards, replay the recommended limit with the advised settings of the runtime')
      .option('--inconclusive <policy>', 'fail, warn or pass when nothing can be verified', 'fail');
  budgets(program.command('run').argument('[scenario]', 'folder with a plan.yaml'))
    .option('--resume <run>', 'go on with an interrupted run: only what is missing is measured')
    .description('record, analyse, recommend, verify, report: the whole job')
    .action(act('run'));
  withHeap(scenarioCommand(program.command('record').argument('<scenario>')))
    .description('make the recordings at the loose limit, and conclude nothing')
    .action(act('record'));
  scenarioCommand(program.command('plan').argument('<scenario>'))
    .option('--explain', 'say where every value comes from')
    .description('show what would run, how often and how long')
    .action(act('plan'));
  scenarioCommand(program.command('doctor').argument('[scenario]'))
    .option('--rbac', 'print the roles that the target cluster needs')
    .description('say what this machine has and what it lacks')
    .action(act('doctor'));
  for (const [verb, description] of [
    ['analyze', 'judge the recordings of a run again'],
    ['recommend', 'derive the recommendation of a run again'],
    ['report', 'write the reports of a run again'],
  ] as const) {
    program.command(verb).argument('<run>', 'run directory').option('--json', 'print one JSON document on stdout').description(description).action(act(verb));
  }
  budgets(program.command('verify').argument('<run>', 'run directory'))
    .description('replay what a run still lacks until its limit is verified')
    .action(act('verify'));
  defineApply(program, act);
  defineGate(program, act);
  defineHousekeeping(program, act);
}

/** `--context` is a value of the plan like any other, so that a run that goes on keeps it; verbs without a plan take it as it is. */
function withContextSet(options: VerbOptions): VerbOptions {
  const { context, set } = options;
  return context === undefined || set === undefined ? options : { ...options, set: [...set, `target.cluster.context=${context}`] };
}

/** Codes that say something about the workload, which --no-exit-code keeps to the report. */
const verdictCodes: ReadonlySet<number> = new Set([1, 5]);

/** A reader that has seen enough (`| head`) closes the pipe: what is left to say is dropped, the work goes on. */
function tolerateClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Parses the arguments, runs one verb and answers the exit code. */
export async function main(argv: readonly string[], host: NodeJS.Process): Promise<number> {
  installLastResort(host);
  tolerateClosedPipe(host.stdout);
  tolerateClosedPipe(host.stderr);
  const interruption = watchInterrupts(
    host,
    (text) => void host.stderr.write(text),
    () => performance.now(),
  );
  const context = contextOf(host, interruption.signal);
  let exitCode = 0;
  const program = new Command('highwater')
    .version(toolVersion())
    .description('Measures the memory that a workload needs, and verifies the number.')
    .exitOverride()
    .addHelpText('after', exitCodes);
  define(program, (verb) => async (...args) => {
    const positional = args.slice(0, -2).filter((arg): arg is string => typeof arg === 'string');
    const handedOver = measuring.has(verb) ? await runInOwnScope(context) : undefined;
    const options = withHeapSet(withContextSet(args.at(-2) as VerbOptions));
    exitCode = handedOver ?? (await (await (verbs[verb] as () => Promise<Verb>)())(withClusterFlags(context, options), positional, options));
    if (options.exitCode === false && verdictCodes.has(exitCode)) exitCode = 0;
  });
  program.commands.forEach((command) => void command.exitOverride());
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    exitCode = explainFailure(error, context);
  } finally {
    interruption.dispose();
  }
  return interruption.exitCode() ?? exitCode;
}

export type { Verb, VerbOptions };
