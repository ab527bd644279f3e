import { describe, expect, test } from 'vitest';
import type { EventOf, RecordingEvent } from '../../src/recording/events.ts';
import { syntheticEvents } from '../../src/recording/synth.ts';
import { deathsOf } from '../synthetic/facts-of.ts';
import { ladderSpec } from '../synthetic/specs.ts';

const containerId = 'c0ffee';
const spec = ladderSpec({ cgroupVersion: 1, kernelLog: 'denied' });
const isCounter = (event: RecordingEvent): boolean => event.kind === 'counters';

/** What a recording over the engine's API holds: no count of kills, no kernel log. */
function overTheEngine(extra: readonly RecordingEvent[]) {
  return deathsOf([...[...syntheticEvents(spec)].filter((event) => !isCounter(event)), ...extra], spec);
}

const oom = (t: number): RecordingEvent => ({ kind: 'engine-oom', t, container: 'app', containerId });
const exited = (t: number, exitCode: number, oomKilled: boolean): EventOf<'instance'> => ({
  kind: 'instance',
  t,
  container: 'app',
  containerId,
  state: 'exited',
  restart: 0,
  pid: 1000,
  exitCode,
  signal: null,
  oomKilled,
});

describe('where only the container engine tells of kills', () => {
  test('its word with an exit 137 is a kill of the main process', () => {
    const deaths = overTheEngine([oom(12_000), exited(12_100, 137, true)]);
    expect(deaths).toMatchObject([{ class: 'main-process', mainProcess: true, confidence: 'probable' }]);
    expect(deaths[0]?.evidence.map(({ source }) => source)).toEqual(['engine', 'exit']);
  });

  test('its word while the main process lives on is a kill of a child, each once', () => {
    expect(overTheEngine([oom(8000), oom(15_000)])).toMatchObject([
      { class: 'child-process', tMs: 8000 },
      { class: 'child-process', tMs: 15_000 },
    ]);
  });

  test('an exit 137 without its word stays suspected: that it said nothing proves nothing', () => {
    expect(overTheEngine([exited(12_100, 137, false)])).toMatchObject([{ class: 'suspected' }]);
  });

  test('a flag that a child left behind does not make an exit with another code a kill', () => {
    const deaths = overTheEngine([oom(8000), exited(15_000, 3, true)]);
    expect(deaths.find(({ mainProcess }) => mainProcess)?.class).not.toBe('main-process');
    expect(deaths[0]).toMatchObject({ class: 'child-process', tMs: 8000 });
  });
});

test('where the kernel counts kills, the word of the engine adds none', () => {
  const counted = ladderSpec({ cgroupVersion: 1, kernelLog: 'denied', kills: [{ atMs: 12_000, what: 'child' }] });
  const events = [...syntheticEvents(counted)];
  expect(deathsOf([...events, oom(12_010)], counted)).toHaveLength(deathsOf(events, counted).length);
  expect(deathsOf([...events, oom(17_000)], counted)).toHaveLength(1);
});
