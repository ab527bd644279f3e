import type { RecordingAnalysis } from './document.ts';
import type { RecordingFacts } from './facts/facts.ts';

type Holder = RecordingAnalysis['holders'][number];

/** A prefork server has hundreds of alike; the largest tell the story. */
const keptPerMoment = 12;

/** Who held the memory at each moment that was looked at, the largest first. */
export function holdersOf(facts: RecordingFacts): Holder[] {
  return facts.holders.flatMap((event) => {
    const processes = event.processes.map((process) => ({
      tMs: event.t,
      comm: process.comm,
      pid: process.pid,
      rssBytes: process.rssBytes,
      pssBytes: process.pssBytes,
      threads: process.threads,
      main: facts.instances.some((instance) => instance.pid === process.pid),
    }));
    return processes.sort((a, b) => sizeOf(b) - sizeOf(a)).slice(0, keptPerMoment);
  });
}

/** PSS shares pages between processes fairly; RSS counts them for each. */
export function sizeOf(holder: Pick<Holder, 'rssBytes' | 'pssBytes'>): number {
  return holder.pssBytes ?? holder.rssBytes;
}
