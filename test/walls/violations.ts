import { posix } from 'node:path';
import { judging, layerOf, mayImport } from './layers.ts';
import { factsOf, type SourceFacts } from './source-facts.ts';

/** A clock, chance, the network, other processes, the environment: none of them is in the bytes that are judged. */
const impureModules =
  /^(execa|node:(child_process|cluster|dgram|dns|http|http2|https|net|os|perf_hooks|readline|timers|timers\/promises|tls|tty|worker_threads))(\/|$)/;
const impureNames = /^node:crypto#(random|webcrypto|getRandomValues)/;
const impureUses =
  /^(Date\.now|new Date\(\)|performance\.\w+|Math\.random|crypto\.\w+|fetch\(\)|setTimeout\(\)|setInterval\(\)|setImmediate\(\)|process\.(argv|arch|cwd|env|hrtime|kill|memoryUsage|on|platform|uptime))$/;
const printing = /^(console\.\w+|process\.(stdout|stderr))$/;
const exiting = /^process\.(exit|exitCode|abort|reallyExit)$/;

/** What a file of src does that its place forbids, in words. `path` is relative to src. */
export function violationsOf(path: string, text: string): string[] {
  const layer = layerOf(path);
  if (layer === undefined) return [`${path}: no layer of that name; add it to test/walls/layers.ts and docs/architecture.md`];
  const facts = factsOf(path, text);
  const found = [...wallViolations(path, facts), ...outputViolations(path, facts)];
  return judging.includes(layer) ? [...found, ...impurities(path, facts)] : found;
}

function wallViolations(path: string, { imports }: SourceFacts): string[] {
  const from = layerOf(path);
  return imports
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => posix.normalize(posix.join(posix.dirname(path), specifier)))
    .flatMap((target) => {
      const to = layerOf(target);
      const allowed = from !== undefined && to !== undefined && mayImport(from, to);
      return allowed || target === '../package.json' ? [] : [`${path} imports ${target}`];
    });
}

function outputViolations(path: string, { uses }: SourceFacts): string[] {
  const prints = path.startsWith('cli/') || path === 'main.ts' ? [] : uses.filter((use) => printing.test(use)).map((use) => `${path} prints: ${use}`);
  const exits = path === 'main.ts' ? [] : uses.filter((use) => exiting.test(use)).map((use) => `${path} decides the exit: ${use}`);
  return [...prints, ...exits];
}

function impurities(path: string, { imports, names, uses }: SourceFacts): string[] {
  const modules = imports.filter((name) => impureModules.test(name));
  return [
    ...modules,
    ...names.filter((name) => impureNames.test(name)),
    ...uses.filter((use) => impureUses.test(use) && !printing.test(use) && !exiting.test(use)),
  ].map((what) => `${path} is of the judging half and uses ${what}`);
}
