import type { GateResult } from '../../gate/document.ts';
import { plainText } from '../view/plain-text.ts';

/** Lines for $GITHUB_OUTPUT. Values are one line each, so that nothing in them can begin another output. */
export function githubOutputs(gate: GateResult, runDir: string, exitCode: number): string {
  const failed = gate.assertions.filter(({ level, result }) => level === 'error' && result === 'fail').map(({ subject }) => subject);
  const outputs = { result: gate.result, why: gate.why, failed: failed.join(' '), 'run-dir': runDir, 'exit-code': String(exitCode) };
  return Object.entries(outputs)
    .map(([name, value]) => `${name}=${plainText(value)}\n`)
    .join('');
}
