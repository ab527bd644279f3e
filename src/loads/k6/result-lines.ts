import { markerMetric, thrownMetric } from './marker.ts';

/** One measured value of k6's JSON output that is used here. */
export interface ResultPoint {
  readonly metric: string;
  readonly wallMs: number;
  readonly value: number;
  readonly scenario: string | undefined;
  readonly status: string | undefined;
}

/** Other metrics, eight of ten lines, are never parsed. */
const wanted = new Set([
  markerMetric,
  thrownMetric,
  'vus',
  'checks',
  'iteration_duration',
  'dropped_iterations',
  'http_req_duration',
  'http_req_failed',
  'grpc_req_duration',
  'ws_connecting',
  'ws_session_duration',
]);

/** Go writes the envelope's fields in this order (internal/output/json/wrapper.go); `Metric` lines begin with their type. */
const pointPrefix = '{"metric":"';

interface Envelope {
  readonly data: { readonly time: string; readonly value: number; readonly tags?: { readonly scenario?: string; readonly status?: string } | null };
}

/** The point on a whole line of k6's JSON output; undefined for a metric that is not used. */
export function parseResultLine(line: string): ResultPoint | undefined {
  if (!line.startsWith(pointPrefix)) return undefined;
  const metric = line.slice(pointPrefix.length, line.indexOf('"', pointPrefix.length));
  if (!wanted.has(metric)) return undefined;
  const { data } = JSON.parse(line) as Envelope;
  return { metric, wallMs: Date.parse(data.time), value: data.value, scenario: data.tags?.scenario, status: data.tags?.status };
}

/** Cuts chunks of text into lines; what follows the last newline waits for the next chunk, so a line torn by the death of k6 is never seen. */
export function createLineSplitter(onLine: (line: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
}
