import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzeRecording } from '../src/analysis/analyze-recording.ts';
import { writeSyntheticRecording } from '../src/recording/synth.ts';
import type { SyntheticPhase, SyntheticSpec } from '../src/recording/synth-spec.ts';
import { MiB } from '../src/shared/quantity.ts';

/**
 * Time and memory to judge a synthetic recording of 24 h, 10 containers, 1 Hz, with CPU and pressure once a second as the probes write them.
 * Budget: 5 s, 300 MB. Prints one JSON document. `node bench/judging.ts [hours]`
 */
const hourMs = 3_600_000;

function day(hours: number): SyntheticSpec {
  const quiet = (phaseKind: 'startup' | 'idle' | 'drain' | 'cooldown'): SyntheticPhase => ({ phase: phaseKind, phaseKind, durationMs: 60_000 });
  const level: SyntheticPhase = { phase: 'level-30', phaseKind: 'level', durationMs: hours * hourMs, rate: 30, settleMs: 60_000 };
  return {
    seed: 1,
    cgroupVersion: 2,
    hz: 1,
    limitBytes: 1024 * MiB,
    phases: [quiet('startup'), quiet('idle'), level, quiet('drain'), quiet('cooldown')],
    memory: { baseBytes: 200 * MiB, bytesPerRate: MiB, noiseBytes: MiB, fileBytes: 50 * MiB, sawtooth: { bytes: 20 * MiB, periodMs: 45_000 } },
    sidecars: 9,
  };
}

/** In a process of its own, so that the peak is that of judging alone. */
function judge(dir: string): void {
  const start = process.hrtime.bigint();
  const analysis = analyzeRecording(dir);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const cpu = process.cpuUsage();
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds, peakRssBytes, ticks: analysis.quality.ticksDue, containers: analysis.containers?.length })}\n`);
}

function main(): void {
  const dir = mkdtempSync(join(tmpdir(), 'highwater-judging-'));
  try {
    const hours = Number(process.argv[2] ?? 24);
    writeSyntheticRecording(dir, day(hours));
    const bytes = statSync(join(dir, 'events.ndjson')).size;
    const result = JSON.parse(execFileSync(process.execPath, [import.meta.filename, '--judge', dir], { encoding: 'utf8' }));
    process.stdout.write(`${JSON.stringify({ bench: 'judging', hours, recordingBytes: bytes, ...result })}\n`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

if (process.argv[2] === '--judge') judge(process.argv[3] as string);
else main();
