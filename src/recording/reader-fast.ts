import type { EventOf, RecordingEvent } from './events.ts';
import { Scan } from './reader-scan.ts';

const key = (name: string): Buffer => Buffer.from(`,"${name}":`);
const sampleOpening = Buffer.from('{"kind":"sample","t":');
const cpuOpening = Buffer.from('{"kind":"cpu","t":');
const pressureOpening = Buffer.from('{"kind":"pressure","t":');
const [cg, usageUs, periods, throttledPeriods, throttledUs] = ['cg', 'usageUs', 'periods', 'throttledPeriods', 'throttledUs'].map(key) as [
  Buffer,
  Buffer,
  Buffer,
  Buffer,
  Buffer,
];
const ofCgroup = Buffer.from(',"scope":"cgroup","cg":');
const someUs = key('someUs');
const fullUs = key('fullUs');
const resources = (['memory', 'cpu', 'io'] as const).map((resource) => ({ resource, bytes: Buffer.from(`,"resource":"${resource}"`) }));
const values = Buffer.from(',"v":[');
const comma = ','.charCodeAt(0);
const endOfValues = Buffer.from(']}');
const end = Buffer.from('}');

/**
 * Reads the lines that come every tick and every second straight from their bytes: they are nearly all of a recording, and JSON.parse of each
 * would take most of the time of judging. Undefined for any line that is not exactly in the writer's form; JSON.parse decides about those.
 */
export function frequentEventOf(bytes: Buffer, from: number, to: number): RecordingEvent | undefined {
  const scan = new Scan(bytes, from, to);
  if (scan.takes(sampleOpening)) return sampleAt(scan);
  if (scan.takes(cpuOpening)) return cpuAt(scan);
  if (scan.takes(pressureOpening)) return pressureAt(scan);
  return undefined;
}

function sampleAt(scan: Scan): EventOf<'sample'> | undefined {
  const event: EventOf<'sample'> = { kind: 'sample', t: scan.number(), cg: scan.numberAfter(cg), v: [] };
  if (!scan.takes(values)) return undefined;
  do event.v.push(scan.number());
  while (scan.takesByte(comma));
  return scan.takes(endOfValues) && scan.isDone ? event : undefined;
}

function cpuAt(scan: Scan): EventOf<'cpu'> | undefined {
  const event: EventOf<'cpu'> = { kind: 'cpu', t: scan.number(), cg: scan.numberAfter(cg), usageUs: scan.numberAfter(usageUs) };
  if (scan.takes(periods)) {
    event.periods = scan.number();
    event.throttledPeriods = scan.numberAfter(throttledPeriods);
    event.throttledUs = scan.numberAfter(throttledUs);
  }
  return scan.takes(end) && scan.isDone ? event : undefined;
}

function pressureAt(scan: Scan): EventOf<'pressure'> | undefined {
  const t = scan.number();
  const of = scan.numberAfter(ofCgroup);
  const resource = resources.find((each) => scan.takes(each.bytes))?.resource;
  if (resource === undefined) return undefined;
  const event: EventOf<'pressure'> = {
    kind: 'pressure',
    t,
    scope: 'cgroup',
    cg: of,
    resource,
    someUs: scan.numberAfter(someUs),
    fullUs: scan.numberAfter(fullUs),
  };
  return scan.takes(end) && scan.isDone ? event : undefined;
}
