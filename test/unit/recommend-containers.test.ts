import { describe, expect, it } from 'vitest';
import { analyzeRun } from '../../src/analysis/analyze-run.ts';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import { judge } from '../../src/recommend/judge-replay.ts';
import { obstacle } from '../../src/recommend/obstacle.ts';
import { otherContainersOf } from '../../src/recommend/pod/other-containers.ts';
import { podQosClass } from '../../src/recommend/pod/pod-qos.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { surveyOf } from '../../src/recommend/survey.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import type { SyntheticContainer, SyntheticPodDeath, SyntheticPodSpec } from '../../src/recording/synth-pod-spec.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { podAnalysis } from '../synthetic/pod-deaths.ts';
import { ladderSpec } from '../synthetic/specs.ts';

const { plan } = syntheticManifest(ladderSpec());
const loose = 512 * MiB;
const app: SyntheticContainer = { name: 'app', usageBytes: 100 * MiB, limitBytes: 128 * MiB };
const proxy: SyntheticContainer = { name: 'proxy', usageBytes: 20 * MiB, limitBytes: 64 * MiB };
const killed = (how: Partial<SyntheticPodDeath>): SyntheticPodDeath => ({ atMs: 10_000, container: 'app', what: 'main', ...how });

function records(proxies: readonly SyntheticContainer[], more: Partial<SyntheticPodSpec> = {}): RecordingAnalysis[] {
  return proxies.map((each, index) => ({ ...podAnalysis({ containers: [app, each], ...more }, `0${index + 1}-record`), seed: index + 1 }));
}
const holding = (mebibytes: number) => ({ ...proxy, usageBytes: mebibytes * MiB });
const others = (recordings: readonly RecordingAnalysis[]) => otherContainersOf(surveyOf(plan, loose, recordings));

describe('containers beside the sized one', () => {
  it('get request and limit from their measured peaks, and say that nothing was searched', () => {
    const [found, ...more] = others(records([20, 20.5, 21].map(holding)));
    expect(more).toEqual([]);
    expect(found).toMatchObject({ name: 'proxy', role: 'app', searched: false, memory: { needBytes: null, marginKind: 'rigid' } });
    expect(found?.memory.limitBytes).toBeGreaterThan(21 * MiB);
    expect(found?.memory.requestBytes).toBe(found?.memory.limitBytes);
    expect(found?.memory.marginReason).toContain('not searched');
  });

  it('get more where their peaks vary more', () => {
    const limit = (sizes: readonly number[]) => others(records(sizes.map(holding)))[0]?.memory.limitBytes ?? 0;
    expect(limit([28, 29.5, 31])).toBeGreaterThan(limit([30.8, 30.9, 31]));
  });

  it('get nothing where their own limit cut every peak', () => {
    const [found] = others(records([64, 64, 64].map(holding)));
    expect(found?.memory).toMatchObject({ limitBytes: null, requestBytes: null, marginReason: expect.stringContaining('cut its peak') });
  });

  it('are named by the recommendation after the sized one, under one QoS class', () => {
    const recordings = records([20, 20, 20].map(holding));
    const { containers } = recommend({ plan, runId: 'run', looseLimitBytes: loose, analysis: analyzeRun('run', 'pods', plan, recordings) });
    expect(containers.map(({ name, searched }) => [name, searched])).toEqual([
      ['app', undefined],
      ['proxy', false],
    ]);
    expect(new Set(containers.map(({ memory }) => memory.qosClass)).size).toBe(1);
  });

  it('are none outside of a cluster', () => {
    const local = records([proxy]).map(({ containers = [], ...rest }) => ({ ...rest, containers: containers.map(({ role: _role, ...each }) => each) }));
    expect(others(local)).toEqual([]);
  });
});

describe('the QoS class of a pod', () => {
  it('is that of its containers only where all agree', () => {
    expect(podQosClass(['Guaranteed', 'Guaranteed'])).toBe('Guaranteed');
    expect(podQosClass(['BestEffort', 'BestEffort'])).toBe('BestEffort');
    expect(podQosClass(['Guaranteed', 'BestEffort'])).toBe('Burstable');
    expect(podQosClass(['Guaranteed', 'Burstable'])).toBe('Burstable');
  });
});

describe('a run at a limit', () => {
  const judged = (spec: Partial<SyntheticPodSpec>) => judge({ ...podAnalysis(spec), purpose: 'search' }, plan, null);

  it('says nothing about the limit where the node ran out of memory, or threw the pod out', () => {
    expect(judged({ deaths: [killed({ limit: 'all-pods', counted: true })] })).toMatchObject({
      outcome: 'error',
      why: expect.stringContaining('all pods of the node'),
    });
    expect(judged({ evictedAtMs: 20_000 })).toMatchObject({ outcome: 'error', why: expect.stringContaining('evicted') });
    expect(judged({ deletedAtMs: 20_000 })).toMatchObject({ outcome: 'error', why: expect.stringContaining('somebody deleted it in mid-run') });
    expect(podAnalysis({ deletedAtMs: 30_000 }).disturbances, 'deleted once the last phase was over').toEqual([]);
  });

  it('fails where the pod ran out, and says whose limit that was', () => {
    expect(judged({ deaths: [killed({ limit: 'pod' })] })).toMatchObject({ outcome: 'killed', why: expect.stringContaining('at the limit of pod checkout-1') });
    expect(judged({ deaths: [killed({})] }).why).not.toContain('at the limit of');
  });

  it('names the container that died where it is not the sized one', () => {
    expect(judged({ containers: [app, proxy], deaths: [killed({ container: 'proxy', limit: 'pod' })] }).why).toContain('of proxy killed');
  });
});

describe('an obstacle', () => {
  const of = (deaths: readonly SyntheticPodDeath[]) => obstacle(surveyOf(plan, loose, records([proxy, proxy, proxy], { deaths })), undefined);

  it('is a container beside the sized one that dies at its own limit: no limit of the sized one helps', () => {
    expect(of([killed({ container: 'proxy' })])).toContain('proxy was killed at its own limit of 64Mi: raise that one first');
  });

  it('is worded otherwise where the pod ran out', () => {
    expect(of([killed({ container: 'proxy', limit: 'pod' })])).not.toContain('at its own limit');
  });
});
