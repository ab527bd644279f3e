import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eventSchema } from '../../src/recording/events.ts';
import { recordingManifestSchema } from '../../src/recording/manifest.ts';
import { syntheticEvents, writeSyntheticRecording } from '../../src/recording/synth.ts';
import { ladderPhases } from '../../src/recording/synth-ladder.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import { ladderSpec } from '../synthetic/specs.ts';
import { temporaryFolders } from '../synthetic/temporary-folder.ts';

const newFolder = temporaryFolders();
const kills = (['main', 'child', 'group', 'ancestor', 'exit-137', 'startup'] as const).map((what, index) => ({ atMs: 2000 + index * 4000, what }));

describe('synthetic recordings', () => {
  it('are the same bytes for the same seed and others for another', () => {
    const bytes = (seed: number) => {
      const dir = newFolder();
      writeSyntheticRecording(dir, ladderSpec({ seed }));
      return readFileSync(join(dir, 'events.ndjson'), 'utf8');
    };
    expect(bytes(1)).toBe(bytes(1));
    expect(bytes(1)).not.toBe(bytes(2));
  });

  it('hold the published schemas with everything in them', () => {
    for (const cgroupVersion of [1, 2] as const) {
      const spec = ladderSpec({ cgroupVersion, kills, sidecars: 1, helperBytes: 1 << 20, limitHits: 3 });
      expect(recordingManifestSchema.safeParse(syntheticManifest(spec)).error).toBeUndefined();
      for (const event of syntheticEvents(spec)) expect(eventSchema.safeParse(event).error, JSON.stringify(event)).toBeUndefined();
    }
  });

  it('are in order of time', () => {
    const times = [...syntheticEvents(ladderSpec({ kills }))].map((event) => event.t);
    expect(times.every((t, index) => index === 0 || t >= (times[index - 1] as number) - 1000)).toBe(true);
  });

  it('have each level once, in an order that the seed gives', () => {
    const order = (seed: number) => ladderPhases({ levels: [1, 2, 3, 4, 5], holdMs: 1000, settleMs: 0, quietMs: 1000, seed }).flatMap(({ rate }) => rate ?? []);
    expect(order(1).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(new Set([1, 2, 3, 4, 5, 6].map((seed) => order(seed).join())).size).toBeGreaterThan(3);
  });
});
