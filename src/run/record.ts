import { join } from 'node:path';
import { planDigest, withoutSecrets } from '../plan/digest.ts';
import { drawsRandomly, scriptDigest } from '../plan/input-digest.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import type { LoadDriver } from '../ports/load.ts';
import type { Probe } from '../ports/probe.ts';
import type { Environment } from '../ports/target.ts';
import type { EventOf } from '../recording/events.ts';
import { type RecordingManifest, recordingKind, recordingSchemaVersion } from '../recording/manifest.ts';
import { RecordingWriter } from '../recording/writer.ts';
import { HighwaterError } from '../shared/errors.ts';
import { shellWord } from '../shared/shell-word.ts';
import { anchorClock } from './clock.ts';
import { type DriveRequest, drive, type Progress } from './drive.ts';
import { recordingName } from './run-directory.ts';
import { Scope } from './scope.ts';
import type { Result } from './session.ts';

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

function manifestOf(request: RecordRequest, clock: ReturnType<typeof anchorClock>): RecordingManifest {
  const { plan, variant, environment, driver } = request;
  return {
    kind: recordingKind,
    schemaVersion: recordingSchemaVersion,
    toolVersion: request.toolVersion,
    runId: request.runId,
    plan: withoutSecrets(plan),
    planDigest: planDigest(plan),
    variant,
    fingerprint: { ...environment.fingerprint, k6Version: driver.version, scriptDigest: scriptDigest(plan, request.scenarioDir) },
    clock: { startedAt: clock.startedAt, monotonicMs: clock.monotonicMs },
  };
}

function openWriter(request: RecordRequest, dir: string, clock: ReturnType<typeof anchorClock>, onFailure: (error: Error) => void): RecordingWriter {
  const manifest = manifestOf(request, clock);
  try {
    return new RecordingWriter(dir, manifest, onFailure);
  } catch (error) {
    throw writeFailure(request, error);
  }
}

function writeFailure({ runDir }: RecordRequest, cause: unknown): HighwaterError {
  return new HighwaterError('recording-failed', `the recording could not be written: ${(cause as Error).message}`, {
    hint: `free space for ${runDir}, then go on with: highwater run --resume ${shellWord(runDir)}`,
    cause,
  });
}

interface Ending {
  readonly result: Result;
  /** Rethrown once the recording is closed. */
  readonly error?: unknown;
}

async function driveToItsEnd(request: DriveRequest): Promise<Ending> {
  const driven: Ending = await drive(request).then(
    (result) => ({ result }),
    (error: Error) => ({ result: { outcome: 'error', detail: error.message }, error }),
  );
  try {
    await request.scope.close();
    return driven;
  } catch (error) {
    // What failed first is the reason; that not all of it could be cleaned up stands in the recording.
    const detail = [driven.result.detail, (error as Error).message].filter(Boolean).join('; ');
    return { result: { ...driven.result, detail }, error: driven.error ?? error };
  }
}

/** The verdict says that seeds were new; where they mean nothing that has to be said too. */
const seedWithoutEffect = {
  code: 'seed-without-effect',
  text: 'The script draws no random numbers: a new seed changes the order of the levels and nothing else, so the runs saw the same traffic.',
} as const;

export interface Recorded {
  readonly dir: string;
  readonly outcome: Outcome;
  /** Why nothing was measured: the workload was never ready without a kill, or the load never ran. */
  readonly problem?: HighwaterError;
}

/**
 * Makes one recording: a fresh instance of the workload, sampled and loaded from before its first byte until after its end.
 * What the workload does is a fact and never an error; what highwater or the machine cannot do is thrown, after the recording was closed.
 */
export async function record(request: RecordRequest): Promise<Recorded> {
  const dir = join(request.runDir, 'recordings', recordingName(request.variant));
  const clock = anchorClock(request.wallNow);
  const failed = new AbortController();
  const writer = openWriter(request, dir, clock, (error) => failed.abort(error));
  if (!drawsRandomly(request.plan, request.scenarioDir)) writer.emit({ kind: 'note', t: clock.now(), ...seedWithoutEffect });
  const signal = AbortSignal.any([request.signal, failed.signal]);
  const { result, error } = await driveToItsEnd({ ...request, dir, clock, emit: writer.emit, scope: new Scope(), signal });
  const { outcome, detail, problem } = result;
  writer.emit({ kind: 'end', t: clock.now(), outcome, ...(detail === undefined ? {} : { detail }) });
  writer.close();
  if (failed.signal.aborted) throw writeFailure(request, failed.signal.reason);
  if (error !== undefined) throw error;
  return { dir, outcome, ...(problem && { problem }) };
}
