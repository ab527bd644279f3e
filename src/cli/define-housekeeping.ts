import type { Command } from 'commander';

/** Verbs about what runs left: the list, and the broom. */
export function defineHousekeeping(program: Command, act: (verb: string) => (...args: unknown[]) => Promise<void>): void {
  program
    .command('ls')
    .option('--out <dir>', 'folder of the run directories', 'reports')
    .option('--context <name>', 'look in the cluster of this context too')
    .option('--json', 'print one JSON document on stdout')
    .description('list runs and what they left behind')
    .action(act('ls'));
  program
    .command('clean')
    .option('--context <name>', 'look in the cluster of this context too')
    .option('--expired', 'also clusters and namespaces that others left, once their day is over')
    .option('--json', 'print one JSON document on stdout')
    .description('remove what killed runs left behind')
    .action(act('clean'));
}
