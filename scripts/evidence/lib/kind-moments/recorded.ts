import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeRecording } from '../../../../src/analysis/analyze-recording.ts';
import type { EventOf, RecordingEvent } from '../../../../src/recording/events.ts';
import { readRecording } from '../../../../src/recording/reader.ts';

/** What the recordings of a folder hold, in words for a table. */
export function whatWasRecorded(out: string): string {
  const runs = existsSync(out) ? readdirSync(out).map((run) => join(out, run, 'recordings')) : [];
  const recordings = runs.filter(existsSync).flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return recordings.map(inWords).join(' / ') || 'none';
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function inWords(dir: string): string {
  const events: RecordingEvent[] = [];
  readRecording(dir, (event) => void events.push(event));
  const of = <K extends RecordingEvent['kind']>(kind: K) => events.filter((event): event is EventOf<K> => event.kind === kind);
  const [end] = of('end');
  const load = of('load');
  const gaps = of('gap');
  const sum = (key: 'requests' | 'failedRequests' | 'dropped') => load.reduce((total, each) => total + each[key], 0);
  const told = [
    ...of('note').map(({ code }) => code),
    ...of('kube-event')
      .filter(({ type }) => type === 'Warning')
      .map(({ reason }) => reason),
  ];
  const phases = of('pod-phase').flatMap(({ reason }) => reason ?? []);
  return [
    end ? `end ${end.outcome}${end.detail ? ` (${end.detail})` : ''}` : 'no end',
    `up to ${seconds(Math.max(0, ...events.map(({ t }) => t)))}`,
    `${load.length} s of load: ${sum('requests')} requests, ${sum('failedRequests')} failed, ${sum('dropped')} dropped`,
    `longest silence ${seconds(longestSilenceMs(events))}`,
    gapsInWords(gaps),
    `deaths: ${judged(dir)}`,
    `told: ${[...new Set([...told, ...phases])].join(', ') || 'nothing'}`,
  ].join('; ');
}

function judged(dir: string): string {
  const { deaths, disturbances = [] } = analyzeRecording(dir);
  return (
    [...deaths.map(({ class: cause, container }) => `${cause} (${container})`), ...disturbances.map(({ cause }) => `disturbed: ${cause}`)].join(', ') || 'none'
  );
}

/** Ticks that a busy machine skipped are counted, breaks are told. */
function gapsInWords(gaps: readonly EventOf<'gap'>[]): string {
  const breaks = gaps.filter(({ fromMs, toMs }) => toMs - fromMs > 1000);
  const told = breaks.map(({ fromMs, toMs, reason }) => `gap of ${seconds(toMs - fromMs)} (${reason})`);
  return [...(told.length === 0 ? ['no gap above a second'] : told), `${gaps.length - breaks.length} short ones`].join(', ');
}

/** Between two samples of one container while its cgroup was there: what no gap confesses would stand here. */
function longestSilenceMs(events: readonly RecordingEvent[]): number {
  const own = new Set(events.flatMap((event) => (event.kind === 'cgroup' && event.role === 'workload' && event.container === 'app' ? [event.cg] : [])));
  const last = new Map<number, number>();
  let longest = 0;
  for (const event of events) {
    if (event.kind !== 'sample' || !own.has(event.cg)) continue;
    longest = Math.max(longest, event.t - (last.get(event.cg) ?? event.t));
    last.set(event.cg, event.t);
  }
  return longest;
}
