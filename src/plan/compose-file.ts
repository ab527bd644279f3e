import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { HighwaterError } from '../shared/errors.ts';
import { type ComposeFile, composeSchema } from './compose-schema.ts';
import { containerValues, needsOf, portsOf } from './compose-service.ts';

const readKeys = 'image, command, environment, ports, depends_on, healthcheck';

function refuse(what: string, hint: string): never {
  throw new HighwaterError('plan-invalid', what, { hint });
}

/** What has a key of the plan of its own (names: the Compose Specification). */
const saidElsewhere: Readonly<Record<string, string>> = {
  mem_limit: 'workload.limit',
  mem_reservation: 'workload.request',
  cpus: 'workload.cpu',
  deploy: 'workload.limit, workload.request and workload.cpu',
  volumes: 'workload.docker.files, as far as they are files to be copied in',
  configs: 'workload.docker.files',
  env_file: 'workload.docker.env',
};

function sentence(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return `${where}: ${issue.message}`;
  const keys = issue.keys.map((key) => `'${key}'${saidElsewhere[key] === undefined ? '' : ` (in the plan: ${saidElsewhere[key]})`}`);
  return `${where || 'the file'}: ${keys.join(', ')} cannot be taken over from a compose file`;
}

function parse(path: string): ComposeFile {
  if (!existsSync(path)) refuse(`${path}: no such compose file`, 'workload.docker.composeFile is relative to the scenario folder');
  const lines = new LineCounter();
  const text = readFileSync(path, 'utf8');
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  const broken = document.errors[0];
  if (broken) refuse(`${path}:${broken.linePos?.[0].line ?? 1}: ${broken.message.split('\n')[0]}`, 'the file must be YAML');
  const variable = /(?<!\$)\$(\{|[A-Za-z_])/.exec(text.replaceAll(/^\s*#.*$/gm, ''));
  if (variable) refuse(`${path}: variables such as '${variable[0]}' are not replaced here`, 'write the value, or set it in workload.docker');
  const parsed = composeSchema.safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const node = document.getIn(issue.path as string[], true) as { range?: [number] } | undefined;
    return `${path}:${node?.range ? lines.linePos(node.range[0]).line : 1}: ${sentence(issue)}`;
  });
  return refuse(problems.join('\n'), `read of a service are ${readKeys}; say anything else in workload.docker, or measure without a compose file`);
}

/** The service that nobody else needs, where there is one such; it is what is sized. */
function workloadName({ services }: ComposeFile, wanted: string | undefined, path: string): string {
  const names = Object.keys(services);
  const needed = new Set(Object.values(services).flatMap((service) => needsOf(service).map(({ name }) => name)));
  const candidates = wanted === undefined ? names.filter((name) => !needed.has(name)) : names.filter((name) => name === wanted);
  if (candidates.length === 1) return candidates[0] as string;
  const what = wanted === undefined ? 'which service is to be sized cannot be told' : `there is no service '${wanted}'`;
  return refuse(`${path}: ${what}`, `set workload.docker.service to one of ${names.join(', ')}`);
}

/** Everything that must run before a service, in the order of starting. */
function startOrder(file: ComposeFile, name: string, path: string, above: readonly string[] = []): { name: string; healthy: boolean }[] {
  if (above.includes(name)) refuse(`${path}: ${[...above, name].join(' needs ')}`, 'services must not need each other in a circle');
  const service = file.services[name];
  if (!service) return refuse(`${path}: ${above.at(-1)} depends on '${name}', which is no service of the file`, 'add it, or take it out of depends_on');
  return needsOf(service).flatMap((need) => [...startOrder(file, need.name, path, [...above, name]), need]);
}

/** `workload.docker` as a compose file says it: the named service, or the only one that no other needs, and what it depends on. Throws `plan-invalid`. */
export function composeValues(scenarioDir: string, composeFile: string, service: string | undefined): Record<string, unknown> {
  const path = join(scenarioDir, composeFile);
  const file = parse(path);
  const name = workloadName(file, service, path);
  const workload = file.services[name] as ComposeFile['services'][string];
  const ports = portsOf(workload, `services.${name}`);
  const needs = startOrder(file, name, path);
  const dependencies = needs.map((need) => {
    const healthy = needs.some((each) => each.name === need.name && each.healthy);
    const values = containerValues(file.services[need.name] as typeof workload, `services.${need.name}`);
    return [need.name, { ...values, ...(healthy && { ready: 'health' }) }] as const;
  });
  return {
    ...containerValues(workload, `services.${name}`),
    ...(ports.length === 1 && { port: ports[0] }),
    ...(workload.healthcheck && { ready: 'health' }),
    ...(dependencies.length > 0 && { dependencies: Object.fromEntries(dependencies) }),
  };
}
