import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const millisecondsPer = { ms: 1, s: 1000, m: 60_000 };

/** A Go duration of hours, minutes, seconds or milliseconds, in milliseconds. */
export function durationMs(text) {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m)/g)];
  if (parts.map(([part]) => part).join('') !== text) throw new Error(`not a duration: ${text}`);
  return parts.reduce((sum, [, value, unit]) => sum + Number(value) * millisecondsPer[unit], 0);
}

/** A Kubernetes memory quantity with a binary suffix or none, in bytes. */
export function memoryBytes(text) {
  const match = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi)?$/.exec(String(text));
  if (!match) throw new Error(`not a memory quantity: ${text}`);
  return Math.round(Number(match[1]) * { Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3, none: 1 }[match[2] ?? 'none']);
}

function millicores(text) {
  return String(text).endsWith('m') ? Number.parseInt(text, 10) : Number(text) * 1000;
}

/** What a run needs of `plan.yaml`, with the product's documented defaults where it is silent. */
export function readPlanFile(folder) {
  const plan = parse(readFileSync(join(folder, 'plan.yaml'), 'utf8'));
  const { workload, load, objectives = {} } = plan;
  return {
    name: plan.name,
    folder,
    cpuMillicores: millicores(workload.cpu ?? '1'),
    local: { env: {}, ...workload.local },
    readyTimeoutMs: durationMs(workload.local.readyTimeout ?? '60s'),
    script: join(folder, load.script),
    levels: load.levels,
    peak: load.peak,
    holdMs: durationMs(load.hold ?? '12s'),
    idleMs: durationMs(load.idle ?? '5s'),
    timeoutMs: durationMs(load.timeout ?? '5s'),
    p99MaxMs: objectives.p99 ? durationMs(objectives.p99.max) : undefined,
  };
}
