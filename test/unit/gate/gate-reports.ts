import type { AssertionResult } from '../../../src/gate/document.ts';
import type { GateReport } from '../../../src/report/gate/gate-report.ts';
import { base, current, gateOf, killed, loose, losses, peakSubject } from './judged-run.ts';

const steady = [255, 256, 256.5, 255.5, 256.2, 255.8, 256.1];

const report = (gate: GateReport['gate'], over: Partial<GateReport> = {}): GateReport => ({
  gate,
  place: { path: 'scenarios/checkout/workload.yaml', line: 29 },
  toolVersion: '1.2.3',
  inconclusive: 'fail',
  ...over,
});

/** Passed, failed, warned, open and skipped rows in one gate. */
export function mixed(over: Partial<GateReport> = {}): GateReport {
  const gate = {
    extends: 'recommended',
    'unexplained-exit': 'error',
    'containers.app.memory.hardPeakBytes': ['warn', { max: '1Mi' }],
    'containers.web.memory.peakBytes': ['error', { max: '1Mi' }],
  };
  const head = losses(...steady.map((peak) => peak * 1.08));
  return report(gateOf(gate, [...head, current(killed)], base('paired', steady)), over);
}

export const passed = (): GateReport => report(gateOf({ 'oom-kill': 'error' }, losses(200)));

/** A gate with so many rows that every room is too small. */
export function crowded(rows: number): GateReport {
  const one = mixed();
  const row = one.gate.assertions.find(({ result }) => result === 'fail') as AssertionResult;
  return {
    ...one,
    gate: { ...one.gate, assertions: Array.from({ length: rows }, (_, index) => ({ ...row, subject: `containers.app-${index}.memory.peakBytes` })) },
  };
}

/** What workloads, scripts and paths may be called by somebody who means no good. */
export const hostile = '</failure></script><img src=x onerror=1>\n::error file=x::pwned\r\u001b[31m|`@team`| 100% a,b:c "quoted" \u0000\ud800 ]]>';

export function hostileReport(): GateReport {
  const one = mixed();
  const assertions = one.gate.assertions.map((row) => ({ ...row, subject: `${row.subject}${hostile}`, found: hostile, reason: hostile, remedy: hostile }));
  return { ...one, gate: { ...one.gate, scenario: hostile, why: hostile, assertions }, place: { path: `a b:c,d%/${hostile}`, line: 3 } };
}

export { loose, peakSubject };
