import { describe, expect, test } from 'vitest';
import { editManifest } from '../../src/report/apply/edit-manifest.ts';
import type { ContainerValues } from '../../src/report/apply/field-value.ts';
import { unifiedDiff } from '../../src/report/apply/unified-diff.ts';
import { HighwaterError } from '../../src/shared/errors.ts';

const both = (container: string, memory = '208Mi'): ContainerValues => ({
  container,
  fields: [
    { group: 'requests', resource: 'memory', value: memory },
    { group: 'limits', resource: 'memory', value: memory },
  ],
});

function edit(text: string, values: readonly ContainerValues[] = [both('app')], kind = 'Deployment', names: readonly string[] = ['checkout']) {
  return editManifest({ path: 'x.yaml', text, workload: { kind }, names, values });
}

/** Lines taken away and added, without their context. */
function changed(before: string, after: string): string[] {
  return unifiedDiff('x.yaml', before, after)
    .split('\n')
    .filter((line) => /^[-+](?![-+])/.test(line));
}

function message(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof HighwaterError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

/** A deployment whose container has these lines below its image. */
const deployment = (lines: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout # do not rename
spec:
  template:
    spec:
      containers:
      - name: app   # two containers, one pod
        image: "shop/checkout:1.4.2"
${lines}
      - name: proxy
        image: envoy
        resources: {limits: {memory: 64Mi}}
`;

describe('a manifest with comments', () => {
  const text = deployment(`        # sized in May, see the wiki
        resources:
            requests:      {cpu: 250m,   memory: 96Mi}   # guaranteed? no
            limits:
                cpu: "1"
                # raised after the kill of 3 May
                memory: "128Mi"    # TODO measure

        args: ['--port', '8080']`);

  test('only the two numbers change; quotes, comments and crooked spaces stay', () => {
    expect(changed(text, edit(text).text)).toEqual([
      '-            requests:      {cpu: 250m,   memory: 96Mi}   # guaranteed? no',
      '+            requests:      {cpu: 250m,   memory: 208Mi}   # guaranteed? no',
      '-                memory: "128Mi"    # TODO measure',
      '+                memory: "208Mi"    # TODO measure',
    ]);
  });

  test('line breaks of Windows stay, and so does a file without a last one', () => {
    const windows = text.replaceAll('\n', '\r\n').trimEnd();
    const after = edit(windows).text;
    expect(after).toBe(edit(text).text.replaceAll('\n', '\r\n').trimEnd());
  });

  test('the same amount in other words is left alone', () => {
    const same = text.replace('96Mi', '0.203125Gi').replace('"128Mi"', '218103808');
    expect(edit(same)).toEqual({ text: same, changes: [], missing: [] });
  });

  test('says what it changed from what to what', () => {
    expect(edit(text).changes).toEqual([
      { container: 'app', field: 'resources.requests.memory', before: '96Mi', after: '208Mi' },
      { container: 'app', field: 'resources.limits.memory', before: '128Mi', after: '208Mi' },
    ]);
  });
});

describe('a manifest that says nothing yet', () => {
  test('no resources at all: they are added below the last line of the container, before the next one', () => {
    const text = deployment(`        env:
        - name: A
          value: b`);
    expect(changed(text, edit(text).text)).toEqual([
      '+        resources:',
      '+          requests:',
      '+            memory: 208Mi',
      '+          limits:',
      '+            memory: 208Mi',
    ]);
  });

  test.each([
    ['empty', '        resources:   # later'],
    ['{}', '        resources: {}   # later'],
  ])('resources that are %s: filled in below the key, its comment stays there', (_, lines) => {
    const text = deployment(lines);
    const after = edit(text).text;
    expect(after).toContain(
      '        resources:   # later\n          requests:\n            memory: 208Mi\n          limits:\n            memory: 208Mi\n      - name: proxy',
    );
  });

  test('limits without memory get one, a command in block style before them is not cut', () => {
    const text = deployment(`        resources:
          limits:
            cpu: 500m
        command:
        - sh
        - -c
        - |
          echo "limits: {}"
          exec app  # memory: 1`);
    expect(changed(text, edit(text).text)).toEqual(['+            memory: 208Mi', '+          requests:', '+            memory: 208Mi']);
  });

  test('flow style stays on its line', () => {
    const text = deployment('        resources: {limits: {cpu: 1}}');
    expect(changed(text, edit(text).text)).toEqual([
      '-        resources: {limits: {cpu: 1}}',
      '+        resources: {limits: {cpu: 1, memory: 208Mi}, requests: { memory: 208Mi }}',
    ]);
  });

  test('a manifest in JSON stays JSON', () => {
    const text = JSON.stringify(
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'checkout' },
        spec: { template: { spec: { containers: [{ name: 'app', resources: { limits: { memory: '1Gi' } } }] } } },
      },
      null,
      2,
    );
    expect(JSON.parse(edit(text).text).spec.template.spec.containers[0].resources).toEqual({ limits: { memory: '208Mi' }, requests: { memory: '208Mi' } });
  });
});

describe('several documents', () => {
  const text = `# everything of the shop
apiVersion: v1
kind: Service
metadata: {name: checkout}
---
${deployment('        resources: {limits: {memory: 128Mi}, requests: {memory: 128Mi}}')}---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: other
spec:
  template:
    spec:
      containers:
        - name: app
          resources:
            limits:
              memory: 1Gi
`;

  test('only the workload that is meant changes, both of its containers', () => {
    const after = edit(text, [both('app'), both('proxy', '72Mi')]).text;
    expect(changed(text, after)).toEqual([
      '-        resources: {limits: {memory: 128Mi}, requests: {memory: 128Mi}}',
      '+        resources: {limits: {memory: 208Mi}, requests: {memory: 208Mi}}',
      '-        resources: {limits: {memory: 64Mi}}',
      '+        resources: {limits: {memory: 72Mi}, requests: { memory: 72Mi }}',
    ]);
  });

  test('a List holds objects too, and a CronJob has its pod further down', () => {
    const list = `kind: List
items:
  - kind: CronJob
    metadata:
      name: checkout
    spec:
      jobTemplate:
        spec:
          template:
            spec:
              initContainers:
                - {name: app, resources: {limits: {memory: 1Gi}, requests: {memory: 1Gi}}}
`;
    expect(edit(list, [both('app')], 'CronJob').text).toBe(list.replaceAll('1Gi', '208Mi'));
  });

  test('an unknown workload and one that is there twice are refused', () => {
    expect(message(() => edit(text, [both('app')], 'StatefulSet'))).toBe('usage: x.yaml holds no StatefulSet/checkout');
    expect(message(() => edit(`${text}---\n${deployment('')}`))).toBe('usage: x.yaml holds Deployment/checkout 2 times');
    expect(message(() => edit(text, [both('web')]))).toBe('usage: x.yaml has no container web; it has app, proxy');
    expect(edit(text, [both('app'), both('web')]).missing).toEqual(['web']);
  });
});

describe('anchors', () => {
  test('request that is an alias of the limit follows it', () => {
    const text = deployment(`        resources:
          limits: {memory: &mem 128Mi}
          requests: {memory: *mem}`);
    expect(changed(text, edit(text).text)).toEqual(['-          limits: {memory: &mem 128Mi}', '+          limits: {memory: &mem 208Mi}']);
  });

  test('where the two are to differ, the alias becomes a value of its own', () => {
    const text = deployment(`        resources:
          limits: {memory: &mem 128Mi}
          requests: {memory: *mem}`);
    const values = {
      container: 'app',
      fields: [
        { group: 'limits', resource: 'memory', value: '208Mi' },
        { group: 'requests', resource: 'memory', value: '96Mi' },
      ],
    } as const;
    expect(edit(text, [values]).text).toContain('limits: {memory: &mem 208Mi}\n          requests: {memory: 96Mi}');
  });

  test('resources that are an alias are written out for this container alone', () => {
    const text = `x-small: &small
  limits: {cpu: "1", memory: 64Mi}
---
${deployment('')}`
      .replace('---\n', '')
      .replace('image: "shop/checkout:1.4.2"', 'image: x\n        resources: *small # the usual');
    expect(changed(text, edit(text).text)).toEqual([
      '-        resources: *small # the usual',
      '+        resources: # the usual',
      '+          limits:',
      '+            cpu: "1"',
      '+            memory: 208Mi',
      '+          requests:',
      '+            memory: 208Mi',
    ]);
  });

  test('limits that come by a merge key keep what is not changed', () => {
    const text = `x-small: &small
  limits: {cpu: "1", memory: 64Mi}
${deployment('        resources:\n          <<: *small')}`;
    expect(changed(text, edit(text).text)).toEqual([
      '+          requests:',
      '+            memory: 208Mi',
      '+          limits:',
      '+            cpu: "1"',
      '+            memory: 208Mi',
    ]);
  });

  test('a change that would reach another container is refused, with the lines', () => {
    const text = deployment('        resources: &mine {limits: {memory: 128Mi}}').replace('resources: {limits: {memory: 64Mi}}', 'resources: *mine');
    expect(message(() => edit(text))).toBe('usage: line 11: the value has the anchor &mine, which is used in line 14 too: the change would reach there');
    const scalar = deployment('        resources: {limits: {memory: &m 128Mi}, requests: {memory: 1Mi}}').replace('64Mi', '*m');
    expect(message(() => edit(scalar))).toContain('&m, which is used in line 14 too');
    const elsewhere = deployment('        resources: {limits: {memory: &m 128Mi}, requests: {memory: 1Mi}}');
    expect(message(() => edit(elsewhere))).toBe('no error');
  });
});

describe('what is no plain manifest', () => {
  test('a Helm template is refused with the line and the way out', () => {
    const text = deployment('        resources:\n          {{- toYaml .Values.resources | nindent 12 }}');
    expect(message(() => edit(text))).toBe('usage: x.yaml:12: this is a Helm template: its resources come from the values of the chart');
  });

  test('braces of Argo inside of quotes are plain YAML', () => {
    const text = deployment(
      '        args: ["{{workflow.name}}", "{{inputs.parameters.x}}"]\n        resources: {limits: {memory: 1Gi}, requests: {memory: 1Gi}}',
    );
    expect(edit(text).text).toBe(text.replaceAll('1Gi', '208Mi'));
  });

  test('a number that something else fills in is not written over', () => {
    const text = deployment('        resources: {limits: {memory: "$(MEMORY_LIMIT)"}}');
    expect(message(() => edit(text))).toContain('resources.limits.memory is "$(MEMORY_LIMIT)", which is no quantity: something else fills it in');
  });

  test('what is no YAML is refused', () => {
    expect(message(() => edit('a: [1\nb: 2'))).toMatch(/^usage: x\.yaml: /);
  });

  test('a CPU request above the CPU limit of the manifest is left out: the API server would refuse the pod', () => {
    const text = deployment('        resources: {limits: {cpu: 200m, memory: 1Gi}}');
    const cpu = (value: string) => ({ container: 'app', fields: [{ group: 'requests' as const, resource: 'cpu' as const, value }] });
    expect(edit(text, [cpu('500m')]).changes).toEqual([]);
    expect(edit(text, [cpu('200m')]).changes).toHaveLength(1);
  });
});
