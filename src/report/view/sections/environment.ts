import type { ReportInput } from '../report-input.ts';
import type { Section } from '../report-view.ts';
import { cell, durationText, measuredText, numberText, percentText } from '../wording.ts';

/** Where and with what it was measured: numbers of another machine need not agree. */
export function environmentSection({ analysis, drawn, plan }: ReportInput): Section {
  const manifest = (drawn.loose ?? drawn.failed)?.manifest;
  const rows = [...(manifest ? fingerprintRows(manifest) : []), ...planRows(plan), ['Run', analysis.runId]];
  const table = {
    caption: 'Machine, tools and plan',
    columns: [{ title: 'What' }, { title: 'Value' }],
    rows: rows.map((row) => row.map((text) => cell(text))),
  };
  const paragraphs = manifest ? [] : ['No recording could be read, so the machine is not known.'];
  return { id: 'environment', title: 'Where it was measured', weight: 'detail', paragraphs, notes: [], charts: [], tables: [table] };
}

function fingerprintRows(manifest: NonNullable<ReportInput['drawn']['loose']>['manifest']): string[][] {
  const { fingerprint } = manifest;
  return [
    ['Measured', `${manifest.clock.startedAt}, highwater ${manifest.toolVersion}`],
    ['Kernel', `${fingerprint.kernel}, ${fingerprint.architecture}`],
    ['cgroup version', `v${fingerprint.cgroupVersion}${fingerprint.cgroupVersion === 1 ? ': the part that cannot be reclaimed is an upper estimate' : ''}`],
    [
      'Cores',
      `${fingerprint.cores} (${fingerprint.cpuModel}), ${fingerprint.visibleCores} visible to the workload, load and workload ${fingerprint.pinned ? 'pinned apart' : 'sharing cores'}`,
    ],
    [
      'Memory of the machine',
      `${measuredText(fingerprint.memoryTotalBytes)}, swap ${measuredText(fingerprint.swapTotalBytes)}, pages of ${fingerprint.pageSizeBytes} bytes, huge pages ${fingerprint.transparentHugePages}`,
    ],
    ...(fingerprint.damonReclaim ? [['DAMON', 'may page out file cache without pressure']] : []),
    ['k6', fingerprint.k6Version],
    ['Load script', fingerprint.scriptDigest],
    ['Plan digest', manifest.planDigest],
  ];
}

function planRows(plan: ReportInput['plan']): string[][] {
  const { load, policy, target, workload } = plan;
  return [
    ['Target', `${target.kind}, workload with ${workload.cpuMillicores}m CPU`],
    [
      'Load',
      `${load.profile}: ${load.levels.map((level) => numberText(level)).join(', ')} iterations/s, ${durationText(load.holdMs)} each; expected ${numberText(load.expected)}, peak ${numberText(load.peak)}`,
    ],
    [
      'Policy',
      `risk of a kill ${percentText(policy.killRisk)} per run, confidence ${percentText(policy.confidence)}, ${policy.recordings} recordings, ${policy.confirmations} confirmations`,
    ],
    ['Sampling', `${plan.sampling.hz} Hz`],
  ];
}
