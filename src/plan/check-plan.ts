import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Plan, shortestLevelMs, surgeFactor } from './plan.ts';

/** The busiest that the whole profile gets, iterations per second; undefined for a ladder, whose levels say it, and a script, which alone knows. */
function busiestRate({ profile, expected, peak }: Plan['load']): number | undefined {
  if (profile === 'soak') return expected;
  return profile === 'surge' ? Math.min(surgeFactor * expected, peak) : undefined;
}

/** Files that are to be copied into containers and are not there. */
function missingCopies({ workload: { docker } }: Plan, scenarioDir: string): string[] {
  const copies = docker ? [docker, ...docker.dependencies].flatMap(({ files }) => files) : [];
  return copies.filter(({ from }) => !existsSync(join(scenarioDir, from))).map(({ from }) => `workload.docker.files: ${from} does not exist in ${scenarioDir}`);
}

function missingForKubernetes({ workload, target }: Plan): string[] {
  const needed = { manifests: workload.manifests.length > 0, ref: workload.ref !== undefined, url: workload.url !== undefined };
  return Object.entries(needed).flatMap(([key, there]) => (there ? [] : [`workload.${key} is missing: the target '${target.kind}' needs it`]));
}

/**
 * A plan whose first runs and confirmations alone are more than it allows: it would end before its first run. One more closes the bracket of the search.
 */
function tooFewRuns({ policy, workload }: Plan): string[] {
  const { recordings, confirmations, maxRuns } = policy;
  const atManifestLimit = workload.currentLimitBytes === undefined ? 0 : 1;
  const least = recordings + atManifestLimit + 1 + confirmations;
  if (maxRuns >= least) return [];
  const parts = `${recordings} recordings, ${atManifestLimit === 0 ? '' : "1 at the manifest's limit, "}1 to search and ${confirmations} confirmations`;
  return [`policy.maxRuns is ${maxRuns}, which leaves nothing to verify a limit with: ${parts} are ${least}`];
}

/** A base URL that could not be called once its placeholders are filled in: a misspelt one stays as it is. */
function badUrls({ workload: { local, docker } }: Plan): string[] {
  const urls = { 'workload.local.url': local?.url, 'workload.docker.url': docker?.url };
  return Object.entries(urls).flatMap(([path, url]) => {
    const filled = url?.replaceAll('{port}', '1').replaceAll('{host}', 'host');
    if (filled === undefined || (/^https?:$/.test(URL.parse(filled)?.protocol ?? '') && !/[{}]/.test(filled))) return [];
    const known = path === 'workload.local.url' ? '{port}' : '{host} and {port}';
    return [`${path}: '${url}' is no http address; filled in here: ${known}`];
  });
}

/** Mistakes that no single field shows; each line says what is wrong and what was expected. */
export function inconsistencies(plan: Plan, scenarioDir: string): string[] {
  const { load, workload, target } = plan;
  const found: string[] = [];
  if (!existsSync(join(scenarioDir, load.script))) found.push(`load.script: ${load.script} does not exist in ${scenarioDir}`);
  if (target.kind === 'local' && !workload.local) found.push("workload.local is missing: the target 'local' needs a command and a url");
  if (target.kind === 'docker' && !workload.docker) found.push("workload.docker is missing: the target 'docker' needs an image and a port");
  found.push(...badUrls(plan), ...missingCopies(plan, scenarioDir));
  if (target.kind === 'kind' || target.kind === 'cluster') found.push(...missingForKubernetes(plan));
  found.push(...tooFewRuns(plan));
  if (load.profile === 'script') return found;
  const highest = Math.max(...load.levels);
  if (highest > load.peak) found.push(`load.levels: ${highest} is above load.peak ${load.peak}; no level may be`);
  if (load.profile === 'ladder' && !load.levels.includes(load.peak)) found.push(`load.levels must include load.peak (${load.peak}): the limit is sized at it`);
  const busiest = busiestRate(load);
  if (busiest !== undefined && busiest < load.peak)
    found.push(`load.profile ${load.profile} drives at most ${busiest}/s and never load.peak (${load.peak}), so no limit could be confirmed at it`);
  if (load.expected > load.peak) found.push(`load.expected ${load.expected} is above load.peak ${load.peak}`);
  if (load.holdMs < shortestLevelMs) found.push(`load.hold is ${load.holdMs} ms; a level is held for ${shortestLevelMs} ms at least`);
  if (load.settleMs >= load.holdMs) found.push(`load.settle (${load.settleMs} ms) leaves nothing of load.hold (${load.holdMs} ms)`);
  return found;
}
