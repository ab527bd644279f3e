import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planDigest, withoutSecrets } from '../../src/plan/digest.ts';
import { resolvePlan } from '../../src/plan/resolve.ts';
import { detectRuntime } from '../../src/plan/runtime/detect-runtime.ts';
import { elfSections } from '../../src/plan/runtime/elf-sections.ts';
import { memoryFlags } from '../../src/plan/runtime/memory-flags.ts';

const clues = { command: [] as string[], image: undefined, envNames: [] as string[], programFile: undefined };

describe('the runtime', () => {
  it.each([
    [{ command: ['node', 'server.js'] }, 'node'],
    [{ command: ['/usr/lib/jvm/bin/java', '-jar', 'a.jar'] }, 'java'],
    [{ command: ['python3.12', '-m', 'app'] }, 'python'],
    [{ command: ['tini', 'gunicorn'] }, 'python'],
    [{ command: ['dotnet', 'a.dll'] }, 'dotnet'],
    [{ image: 'registry.example:5000/library/node:24-bookworm-slim' }, 'node'],
    [{ image: 'mcr.microsoft.com/dotnet/aspnet:9.0' }, 'dotnet'],
    [{ image: 'eclipse-temurin@sha256:abc' }, 'java'],
    [{ envNames: ['GOMEMLIMIT'] }, 'go'],
  ])('of %j is %s', (given, name) => {
    expect(detectRuntime({ ...clues, ...given })?.name).toBe(name);
  });

  it.each([[{ command: ['./nodetool'] }], [{ command: ['nginx'], image: 'example/node-exporter:1' }], [{ envNames: ['PORT', 'JAVANESE'] }]])(
    'of %j is not known',
    (given) => {
      expect(detectRuntime({ ...clues, ...given })).toBeUndefined();
    },
  );

  it('reads the sections of a real program, and none of a script or of nothing', () => {
    expect(elfSections(process.execPath)).toContain('.text');
    expect(elfSections(process.execPath)).not.toContain('.go.buildinfo');
    expect(elfSections(import.meta.filename)).toEqual([]);
    expect(elfSections('/nowhere')).toEqual([]);
  });
});

describe('memory settings', () => {
  const values = (command: string[], env: Record<string, string> = {}) => memoryFlags(command, env).map(({ flag, value }) => [flag, value]);
  const MiB = 2 ** 20;

  it('are read from options, variables and the command, the command last', () => {
    const env = { NODE_OPTIONS: '--enable-source-maps --max-old-space-size=200' };
    expect(memoryFlags(['node', '--max_old_space_size=300', 'a.js'], env)).toEqual([
      { flag: 'max-old-space-size', value: 200 * MiB, from: 'NODE_OPTIONS' },
      { flag: 'max-old-space-size', value: 300 * MiB, from: 'command' },
    ]);
  });

  it('have their own units', () => {
    expect(values(['java', '-Xmx1g', '-XX:MaxRAMPercentage=62.5'])).toEqual([
      ['Xmx', 1024 * MiB],
      ['MaxRAMPercentage', 62.5],
    ]);
    expect(values([], { GOMEMLIMIT: '400MiB', GOGC: 'off' })).toEqual([
      ['GOMEMLIMIT', 400 * MiB],
      ['GOGC', -1],
    ]);
    expect(values([], { DOTNET_GCHeapHardLimit: 'C800000', DOTNET_GCHeapHardLimitPercent: '0x32' })).toEqual([
      ['GCHeapHardLimit', 200 * MiB],
      ['GCHeapHardLimitPercent', 50],
    ]);
    expect(values(['gunicorn', '-w', '4'], { WEB_CONCURRENCY: '2', MALLOC_ARENA_MAX: '2' })).toEqual([
      ['MALLOC_ARENA_MAX', 2],
      ['workers', 2],
      ['workers', 4],
    ]);
  });

  it('keep nothing of what is no such setting', () => {
    expect(
      values(['node', '--token=secret', '-Xmxsecret'], {
        NODE_OPTIONS: '--max-old-space-size=$SECRET',
        GOMEMLIMIT: 'secret',
        PASSWORD: '--max-old-space-size=5',
      }),
    ).toEqual([]);
  });
});

describe('a resolved plan', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'highwater-runtime-'));
    writeFileSync(join(dir, 'load.js'), 'export default () => {};\n');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  function resolve(workload: string) {
    writeFileSync(join(dir, 'plan.yaml'), `apiVersion: highwater/v1\nname: a\n${workload}\nload: { script: load.js, levels: [5], expected: 5, peak: 5 }\n`);
    return resolvePlan({ scenario: dir, cwd: dir, env: {} }).plan;
  }

  it('keeps numbers of the memory settings and no value of the environment', () => {
    const plan = resolve(
      'workload: { limit: 256Mi, local: { command: [node, a.js], env: { NODE_OPTIONS: "--max-old-space-size=99 --title=hunter2", TOKEN: hunter2 }, url: "http://127.0.0.1:{port}" } }',
    );
    const written = JSON.stringify(withoutSecrets(plan));
    expect(plan.workload.runtime).toEqual({
      name: 'node',
      from: 'the command node',
      flags: [{ flag: 'max-old-space-size', value: 99 * 2 ** 20, from: 'NODE_OPTIONS' }],
    });
    expect(written).not.toContain('hunter2');
    expect(planDigest(plan)).not.toBe(planDigest({ ...plan, workload: { ...plan.workload, runtime: { name: 'node', from: 'the command node', flags: [] } } }));
  });

  it('names the autoscalers of the manifests that scale its workload, not those of others or one that is off', () => {
    mkdirSync(join(dir, 'k8s'));
    const scaler = (kind: string, name: string, field: string, target: string, more = '') =>
      `---\nkind: ${kind}\nmetadata: { name: ${name} }\nspec: { ${field}: { kind: Deployment, name: ${target} }${more} }\n`;
    const pod =
      'kind: Deployment\nmetadata: { name: shop }\nspec: { template: { spec: { containers: [{ name: shop, image: "node:24", env: [{ name: GOGC, value: "50" }] }] } } }\n';
    writeFileSync(
      join(dir, 'k8s/a.yaml'),
      `${pod}${scaler('HorizontalPodAutoscaler', 'mine', 'scaleTargetRef', 'shop')}${scaler('HorizontalPodAutoscaler', 'other', 'scaleTargetRef', 'cart')}${scaler('VerticalPodAutoscaler', 'off', 'targetRef', 'shop', ', updatePolicy: { updateMode: "Off" }')}${scaler('VerticalPodAutoscaler', 'on', 'targetRef', 'shop')}`,
    );
    const plan = resolve('target: { use: kind }\nworkload: { manifests: [k8s/a.yaml], ref: Deployment/shop, url: "http://shop:80" }');
    expect(plan.workload.autoscalers).toEqual(['HorizontalPodAutoscaler/mine', 'VerticalPodAutoscaler/on']);
    expect(plan.workload.runtime).toMatchObject({ name: 'node', from: 'the image node' });
  });
});
