import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { scriptFiles } from '../../plan/input-digest.ts';
import type { Plan } from '../../plan/plan.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { runTool, type ToolRequest } from './run-tool.ts';

export interface Checkout {
  /** The scenario as it was at the reference. */
  readonly scenarioDir: string;
  /** `main (1a2b3c4)`. */
  readonly name: string;
  remove(): void;
}

/** The files of a git reference in a folder of their own; the repository itself is left as it is. Throws `environment-missing` for a reference that git does not have. */
export async function checkoutRef(ref: string, scenarioDir: string, stateDir: string, tool: Omit<ToolRequest, 'cwd'>): Promise<Checkout> {
  const git = (...args: string[]) => runTool(['git', '-C', scenarioDir, ...args], { ...tool, cwd: scenarioDir });
  const top = (await git('rev-parse', '--show-toplevel')).trim();
  const commit = (await git('rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`)).trim();
  mkdirSync(stateDir, { recursive: true });
  const dir = mkdtempSync(join(stateDir, 'base-'));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  try {
    const archive = join(dir, '.base.tar');
    await runTool(['git', '-C', top, 'archive', '--format=tar', '-o', archive, commit], { ...tool, cwd: top });
    await runTool(['tar', '-xf', archive, '-C', dir], { ...tool, cwd: dir });
    rmSync(archive);
    const scenario = join(dir, relative(top, scenarioDir));
    if (!existsSync(join(scenario, 'plan.yaml'))) throw new HighwaterError('environment-missing', `${relative(top, scenarioDir)} has no plan.yaml at ${ref}`);
    return { scenarioDir: scenario, name: `${ref} (${commit.slice(0, 7)})`, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Both sides meet the same traffic: the script of head, and what it imports, are laid over those of base. */
export function useScriptOfHead(head: { readonly plan: Plan; readonly scenarioDir: string }, baseScenarioDir: string): void {
  for (const file of scriptFiles(head.plan, head.scenarioDir)) {
    const target = join(baseScenarioDir, relative(head.scenarioDir, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
}
