import { stringify } from 'yaml';
import { planText, type Sandbox, script } from '../../cli/highwater.ts';

const image = 'node:24-bookworm-slim';
const server = "require('http').createServer((q, s) => s.end('ok')).listen(8080)";
const idle = 'setInterval(() => {}, 1000)';

const node = (program: string): string[] => ['node', '-e', program];

export interface ContainerChange {
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly command?: readonly string[];
  readonly resources?: object;
}

/** A web server with an init container, a native sidecar and a container beside it; what `app` says is laid over the server. */
function podSpec(app: ContainerChange): object {
  const small = { limits: { memory: '128Mi' } };
  return {
    terminationGracePeriodSeconds: 5,
    initContainers: [
      { name: 'migrate', image, command: node('Buffer.alloc(20 << 20, 1); setTimeout(() => {}, 300)'), resources: small },
      { name: 'logger', image, restartPolicy: 'Always', command: node(idle) },
    ],
    containers: [
      {
        name: 'app',
        image,
        command: node(server),
        readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
        resources: { requests: { cpu: '50m' }, limits: { memory: '96Mi' } },
        ...app,
      },
      { name: 'proxy', image, command: node(idle), resources: small },
    ],
  };
}

function workload(app: ContainerChange): object {
  const selector = { matchLabels: { app: 'web' } };
  const template = { metadata: { labels: { app: 'web' } }, spec: podSpec(app) };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas: 2, selector, template } };
}

export interface KindScenario {
  readonly app?: ContainerChange;
  /** Labels that the Service selects. */
  readonly selects?: string;
  readonly more?: readonly object[];
  /** Instead of the quickest load that has every phase. */
  readonly load?: string;
  /** Further lines of the plan. */
  readonly plan?: string;
}

/** A scenario that takes as little time as one can on a cluster. */
export function kindScenario(sandbox: Sandbox, name: string, scenario: KindScenario = {}): string {
  const { app = {}, selects = 'web', more = [], load, plan: lines = '' } = scenario;
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: selects }, ports: [{ port: 80, targetPort: 8080 }] },
  };
  const objects = [workload(app), service, ...more].map((object) => stringify(object)).join('---\n');
  const plan = planText(lines, load).replace(/ {2}local:.*\n/, '  manifests: [web.yaml]\n  ref: Deployment/web\n  container: app\n  url: http://web\n');
  return sandbox.scenario(name, { 'plan.yaml': plan, 'load.js': script, 'web.yaml': objects });
}
