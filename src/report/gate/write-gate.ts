import { join } from 'node:path';
import { stepSummary } from '../github/step-summary.ts';
import { renderCodeQuality } from '../gitlab/render-code-quality.ts';
import { renderJunit } from '../junit/render-junit.ts';
import { renderSarif } from '../sarif/render-sarif.ts';
import { writeAtomically } from '../write-atomically.ts';
import type { GateReport } from './gate-report.ts';

const renderers = {
  'gate.md': stepSummary,
  'junit.xml': renderJunit,
  'gate.sarif': renderSarif,
  'gl-code-quality.json': renderCodeQuality,
} as const;

/** Writes `gate.json` and what other programs read of it into a run directory; answers the paths. Throws `recording-failed` where a file cannot be written. */
export async function writeGate(runDir: string, report: GateReport): Promise<string[]> {
  const documents = Object.entries(renderers).map(([name, render]) => [name, render(report)] as const);
  const files = [['gate.json', `${JSON.stringify(report.gate, null, 2)}\n`] as const, ...documents];
  for (const [name, text] of files) await writeAtomically(join(runDir, name), text);
  return files.map(([name]) => join(runDir, name));
}
