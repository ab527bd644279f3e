import { z } from 'zod';
import { durationText } from './quantity-fields.ts';

const networkName = z.string().regex(/^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$/, 'expected lower-case letters, digits, dashes: it is a host name for the others');
const portNumber = z.int().min(1).max(65_535);
const envFile = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));
const fileCopy = z.strictObject({ from: z.string(), to: z.string().startsWith('/', 'expected an absolute path in the container') });
const words = z.array(z.string()).min(1);

/** `health`: the health check of the image or the plan; a path: GET answers 200 to 399; a log line: matches the expression. */
const readyCheck = z.union([z.literal('health'), z.strictObject({ log: z.string() })]);
const httpPath = z.string().startsWith('/');

const healthcheckFile = z.strictObject({
  test: words,
  interval: durationText.optional(),
  timeout: durationText.optional(),
  startPeriod: durationText.optional(),
  retries: z.int().positive().optional(),
});

const containerFile = {
  image: z.string(),
  entrypoint: words.optional(),
  command: words.optional(),
  env: envFile.optional(),
  files: z.array(fileCopy).optional(),
  healthcheck: healthcheckFile.optional(),
};

/** `workload.docker` of a plan file. With `composeFile`, what that file says lies below what stands here. */
export const dockerFileSchema = z.strictObject({
  ...containerFile,
  composeFile: z.string().optional(),
  service: z.string().optional(),
  port: portNumber,
  url: z.string().optional(),
  ready: z.union([httpPath, readyCheck]).optional(),
  readyTimeout: durationText.optional(),
  singleProcessOOMKill: z.boolean().optional(),
  dependencies: z.record(networkName, z.strictObject({ ...containerFile, ready: readyCheck.optional() })).optional(),
});

const milliseconds = z.number().nonnegative();
const healthcheck = z.strictObject({
  test: words,
  intervalMs: milliseconds.optional(),
  timeoutMs: milliseconds.optional(),
  startPeriodMs: milliseconds.optional(),
  retries: z.int().positive().optional(),
});

const container = {
  image: z.string(),
  entrypoint: words.optional(),
  command: words.optional(),
  /** Values live in memory only; a recorded plan holds the names with empty values. */
  env: z.record(z.string(), z.string()),
  files: z.array(fileCopy),
  healthcheck: healthcheck.optional(),
};

const dependency = z.strictObject({ ...container, name: networkName, ready: readyCheck.optional() });

/** `workload.docker` of the resolved plan. */
export const dockerSchema = z.strictObject({
  ...container,
  /** Port in the container that k6 calls. */
  port: portNumber,
  /** `{host}` and `{port}` are those at which the runner reaches it. */
  url: z.string(),
  /** Without it, a TCP connection that the workload keeps open is enough. */
  ready: z.union([httpPath, readyCheck]).optional(),
  readyTimeoutMs: milliseconds,
  singleProcessOOMKill: z.boolean(),
  /** Started before the workload in this order, on a network of the run, reachable by their names. */
  dependencies: z.array(dependency),
});

type DockerFile = z.infer<typeof dockerFileSchema>;
export type DockerWorkload = z.infer<typeof dockerSchema>;
export type DockerDependency = z.infer<typeof dependency>;

/** What workload and dependencies have in common. */
export type DockerContainer = Omit<DockerDependency, 'name' | 'ready'>;

function healthcheckOf(file: DockerFile['healthcheck']): DockerContainer['healthcheck'] {
  if (!file) return undefined;
  const { test, interval: intervalMs, timeout: timeoutMs, startPeriod: startPeriodMs, retries } = file;
  return {
    test,
    ...(intervalMs !== undefined && { intervalMs }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(startPeriodMs !== undefined && { startPeriodMs }),
    ...(retries !== undefined && { retries }),
  };
}

function containerOf(file: Pick<DockerFile, keyof typeof containerFile>): DockerContainer {
  const { image, entrypoint, command, env = {}, files = [] } = file;
  const checked = healthcheckOf(file.healthcheck);
  return { image, ...(entrypoint && { entrypoint }), ...(command && { command }), env, files, ...(checked && { healthcheck: checked }) };
}

/** The section of a parsed plan file as the resolved plan has it. */
export function dockerOf(file: DockerFile): DockerWorkload {
  const { port, url = 'http://{host}:{port}', ready, readyTimeout = 60_000, singleProcessOOMKill = false, dependencies = {} } = file;
  return {
    ...containerOf(file),
    port,
    url,
    ...(ready !== undefined && { ready }),
    readyTimeoutMs: readyTimeout,
    singleProcessOOMKill,
    dependencies: Object.entries(dependencies).map(([name, each]) => ({ name, ...containerOf(each), ...(each.ready !== undefined && { ready: each.ready }) })),
  };
}
