import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { planDigest, scriptDigest, withoutSecrets } from '../plan/digest.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import type { LoadDriver } from '../ports/load.ts';
import type { Probe } from '../ports/probe.ts';
import type { Environment } from '../ports/target.ts';
import type { EventOf } from '../recording/events.ts';
import { recordingKind, recordingSchemaVersion } from '../recording/manifest.ts';
import { RecordingWriter } from '../recording/writer.ts';
import { HighwaterError } from '../shared/errors.ts';
import { anchorClock } from './clock.ts';
import { drive, type Progress } from './drive.ts';
import { recordingName } from './run-directory.ts';
import { Scope } from './scope.ts';

export interface RecordRequest {
  readonly plan: Plan;
  readonly variant: Variant;
  readonly scenarioDir: string;
  readonly runDir: string;
  readonly runId: string;
  readonly toolVersion: string;
  readonly environment: Environment;
  readonly driver: LoadDriver;
  readonly probe: Probe;
  readonly wallNow: () => Date;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

export type Outcome = EventOf<'end'>['outcome'];

function openWriter(request: RecordRequest, dir: string, clock: ReturnType<typeof anchorClock>, onFailure: (error: Error) => void): RecordingWriter {
  const { plan, variant, environment, driver } = request;
  return new RecordingWriter(
    dir,
    {
      kind: recordingKind,
      schemaVersion: recordingSchemaVersion,
      toolVersion: request.toolVersion,
      runId: request.runId,
      plan: withoutSecrets(plan),
      planDigest: planDigest(plan),
      variant,
      fingerprint: { ...environment.fingerprint, k6Version: driver.version, scriptDigest: scriptDigest(plan, request.scenarioDir) },
      clock: { startedAt: clock.startedAt, monotonicMs: clock.monotonicMs },
    },
    onFailure,
  );
}

/**
 * Makes one recording: a fresh instance of the workload, sampled and loaded from before its first byte until after its end.
 * What the workload does is a fact and never an error; what highwater or the machine cannot do is thrown, after the recording was closed.
 */
export async function record(request: RecordRequest): Promise<{ readonly dir: string; readonly outcome: Outcome }> {
  const dir = join(request.runDir, 'recordings', recordingName(request.variant));
  mkdirSync(dir, { recursive: true });
  const clock = anchorClock(request.wallNow);
  const failed = new AbortController();
  const writer = openWriter(request, dir, clock, (error) => failed.abort(error));
  const scope = new Scope();
  let outcome: Outcome = 'error';
  let detail: string | undefined;
  try {
    const result = await drive({ ...request, dir, clock, emit: writer.emit, scope, signal: AbortSignal.any([request.signal, failed.signal]) });
    outcome = result.outcome;
    detail = result.detail;
    if (result.error) throw result.error;
  } catch (error) {
    detail ??= (error as Error).message;
    throw error;
  } finally {
    try {
      await scope.close();
    } finally {
      writer.emit({ kind: 'end', t: clock.now(), outcome, ...(detail === undefined ? {} : { detail }) });
      writer.close();
    }
  }
  if (failed.signal.aborted) {
    throw new HighwaterError('recording-failed', `the recording could not be written: ${(failed.signal.reason as Error).message}`, {
      hint: `free space for ${request.runDir}, then go on with: highwater run --resume ${request.runDir}`,
      cause: failed.signal.reason,
    });
  }
  return { dir, outcome };
}
