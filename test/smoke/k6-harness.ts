import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createK6Driver } from '../../src/loads/k6/driver.ts';
import { findK6 } from '../../src/loads/k6/find.ts';
import { createPodsDriver } from '../../src/loads/k6/pods/runner/driver.ts';
import type { Plan, Variant } from '../../src/plan/plan.ts';
import type { PreparedLoad } from '../../src/ports/load.ts';
import type { LoadPods } from '../../src/ports/load-pods.ts';
import type { EventOf, RecordingEvent } from '../../src/recording/events.ts';
import { loadPlan, loadVariant } from '../unit/k6-plan.ts';

export interface Driven {
  readonly load: PreparedLoad;
  readonly dir: string;
  readonly events: RecordingEvent[];
  readonly seconds: () => EventOf<'load'>[];
  readonly clock: () => number;
}

export interface DriveRequest {
  /** Files of the scenario; the first is the script. */
  readonly files: Readonly<Record<string, string>>;
  readonly url: string;
  readonly load?: Partial<Plan['load']>;
  readonly variant?: Partial<Variant>;
  readonly env?: Readonly<Record<string, string>>;
  /** Pods that drive it; this process where left out. */
  readonly pods?: LoadPods;
}

const clock = (): number => performance.now();

/** Prepares a load in a fresh folder, with the k6 that highwater itself would find. */
export async function prepare({ files, url, load, variant, env, pods }: DriveRequest): Promise<Driven> {
  const dir = await mkdtemp(join(tmpdir(), 'highwater k6-'));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(dir, name), text)));
  const found = await findK6({ env: process.env, cacheDir: join(process.env.HOME ?? dir, '.cache/highwater'), note: () => {} });
  const events: RecordingEvent[] = [];
  const options = { k6Path: found.path, env: { ...process.env, ...env } };
  const driver = pods ? createPodsDriver({ ...options, pods }) : createK6Driver({ ...options, version: found.version });
  const plan = loadPlan({ holdMs: 3000, settleMs: 0, timeoutMs: 2000, levels: [10], expected: 10, peak: 10, ...load, script: Object.keys(files)[0] as string });
  const emit = (event: RecordingEvent): void => void events.push(event);
  const request = { plan, variant: loadVariant(variant), scenarioDir: dir, workDir: join(dir, 'work'), targetUrl: url, clock, emit, cores: undefined };
  const prepared = await driver.prepare(request).catch(async (error: unknown) => {
    await discard({ dir });
    throw error;
  });
  return { load: prepared, dir, events, clock, seconds: () => events.filter((event) => event.kind === 'load') };
}

/** Drives a load from beginning to end. */
export async function drive(request: DriveRequest) {
  const driven = await prepare(request);
  const zero = await driven.load.release();
  const end = await driven.load.ended;
  return { ...driven, zero, end };
}

export async function discard({ dir }: { readonly dir: string }): Promise<void> {
  await rm(dir, { recursive: true, force: true });
}

export const total = (seconds: readonly EventOf<'load'>[], key: 'iterations' | 'dropped' | 'requests' | 'failedRequests' | 'checks' | 'failedChecks'): number =>
  seconds.reduce((sum, second) => sum + second[key], 0);

export async function serve(listener: RequestListener): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
