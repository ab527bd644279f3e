import { HighwaterError } from '../shared/errors.ts';
import type { ComposeService } from './compose-schema.ts';

type Words = NonNullable<ComposeService['command']>;

function refuse(what: string, hint: string): never {
  throw new HighwaterError('plan-invalid', what, { hint });
}

/** Compose splits a string like a shell without running one; anything but plain words is asked for as a list, so that nothing is guessed. */
function wordsOf(words: Words, where: string): string[] {
  if (typeof words !== 'string') return words;
  if (/["'\\$`]/.test(words)) refuse(`${where}: '${words}' has quotes or other characters of a shell in it`, 'write it as a list of words');
  return words.trim().split(/\s+/);
}

function environmentOf(environment: ComposeService['environment'], where: string): Record<string, string> {
  const pairs = Array.isArray(environment)
    ? environment.map((entry) => (entry.includes('=') ? [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] : [entry, null]))
    : Object.entries(environment ?? {});
  return Object.fromEntries(
    pairs.map(([name, value]) => {
      if (value === null || value === undefined) refuse(`${where}.environment: ${name} has no value`, `give it one there, or in workload.docker.env`);
      return [String(name), String(value)];
    }),
  );
}

/** `8080`, `80:8080`, `127.0.0.1:80:8080/tcp`: the last number is the container's. */
function containerPort(port: NonNullable<ComposeService['ports']>[number], where: string): number {
  if (typeof port === 'object') return port.target;
  const match = /^(?:[^/]*:)?(\d+)(?:\/tcp)?$/.exec(String(port));
  return match ? Number(match[1]) : refuse(`${where}.ports: '${port}' is not a single TCP port`, 'for example "8080:8080"');
}

export function portsOf(service: ComposeService, where: string): number[] {
  return (service.ports ?? []).map((port) => containerPort(port, where));
}

function healthcheckOf(check: NonNullable<ComposeService['healthcheck']>): Record<string, unknown> {
  const { test, interval, timeout, retries, start_period: startPeriod } = check;
  const words = typeof test === 'string' ? ['CMD-SHELL', test] : test;
  return { test: words, ...(interval && { interval }), ...(timeout && { timeout }), ...(retries && { retries }), ...(startPeriod && { startPeriod }) };
}

/** Names of the services that must run before this one, and whether their health check must have passed. */
export function needsOf({ depends_on: needs }: ComposeService): readonly { readonly name: string; readonly healthy: boolean }[] {
  if (Array.isArray(needs)) return needs.map((name) => ({ name, healthy: false }));
  return Object.entries(needs ?? {}).map(([name, { condition }]) => ({ name, healthy: condition === 'service_healthy' }));
}

/** A service in the words of `workload.docker`, as far as workload and dependencies have them in common. */
export function containerValues(service: ComposeService, where: string): Record<string, unknown> {
  const { image, command, environment, healthcheck } = service;
  return {
    image,
    ...(command !== undefined && { command: wordsOf(command, `${where}.command`) }),
    ...(environment && { env: environmentOf(environment, where) }),
    ...(healthcheck && { healthcheck: healthcheckOf(healthcheck) }),
  };
}
