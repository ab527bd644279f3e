import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { type ManifestFacts, manifestFacts } from './manifest-facts.ts';
import type { Plan } from './plan.ts';
import { detectRuntime } from './runtime/detect-runtime.ts';
import { memoryFlags } from './runtime/memory-flags.ts';
import type { RuntimeSettings } from './runtime/runtime-settings.ts';

/** The workload as the target of the plan starts it. */
function startedBy({ workload, target }: Plan, manifest: ManifestFacts) {
  if (target.kind === 'local' && workload.local) return { image: undefined, command: workload.local.command, env: workload.local.env };
  const { docker } = workload;
  if (target.kind === 'docker' && docker) return { image: docker.image, command: [...(docker.entrypoint ?? []), ...(docker.command ?? [])], env: docker.env };
  return manifest;
}

function programFile({ workload, target }: Plan, scenarioDir: string, path: string | undefined): string | undefined {
  const program = target.kind === 'local' ? workload.local?.command[0] : undefined;
  if (program === undefined) return undefined;
  const candidates = program.includes('/') ? [resolve(scenarioDir, program)] : (path ?? '').split(delimiter).map((folder) => join(folder, program));
  return candidates.find(existsSync);
}

function runtimeOf(plan: Plan, scenarioDir: string, path: string | undefined, manifest: ManifestFacts): RuntimeSettings | undefined {
  const { image, command, env } = startedBy(plan, manifest);
  const envNames = [...Object.keys(env), ...manifest.envNames];
  const detected = detectRuntime({ command, image: image ?? manifest.image, envNames, programFile: programFile(plan, scenarioDir, path) });
  const flags = memoryFlags(command, env);
  if (detected === undefined && flags.length === 0) return undefined;
  return { name: detected?.name ?? null, from: detected?.from ?? 'its settings', flags };
}

/** The plan with what judging needs to know about the workload and may be written down: its runtime, its memory settings as numbers, who else scales it. */
export function withWorkloadFacts(plan: Plan, scenarioDir: string, path: string | undefined): Plan {
  const { manifests, ref, container } = plan.workload;
  const manifest = manifestFacts(scenarioDir, manifests, ref, container);
  const runtime = runtimeOf(plan, scenarioDir, path, manifest);
  const { autoscalers } = manifest;
  return { ...plan, workload: { ...plan.workload, ...(autoscalers.length > 0 && { autoscalers: [...autoscalers] }), ...(runtime && { runtime }) } };
}
