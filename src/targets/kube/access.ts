import type { KubeObject } from '../../ports/agent.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { selects } from './manifests/autoscalers.ts';
import { nameOf, templateOf } from './manifests/workload-kinds.ts';

interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
}

interface ServiceSpec {
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly ServicePort[];
}

/** The Service and port that k6 calls. */
export interface Entrance {
  readonly service: KubeObject;
  readonly port: ServicePort;
  readonly url: URL;
}

const specOf = (service: KubeObject): ServiceSpec => (service.spec ?? {}) as ServiceSpec;

function parseUrl(text: string | undefined): URL {
  if (text !== undefined && URL.canParse(text)) return new URL(text);
  throw new HighwaterError('plan-invalid', text === undefined ? 'workload.url is missing: which Service does k6 call?' : `workload.url: '${text}' is no URL`, {
    hint: 'workload.url: http://<name of a Service of the manifests>:<port>',
  });
}

function portOf(service: KubeObject, url: URL): ServicePort {
  const ports = specOf(service).ports ?? [];
  const wanted = Number(url.port || (url.protocol === 'https:' || url.protocol === 'wss:' ? 443 : 80));
  const port = ports.find((each) => each.port === wanted);
  if (port) return port;
  throw new HighwaterError('plan-invalid', `${nameOf(service)} has no port ${wanted}, which workload.url names`, {
    hint: `it has ${ports.map((each) => each.port).join(', ') || 'none'}`,
  });
}

/** Finds what `workload.url` means among the manifests. Throws `plan-invalid` where there is no such Service or port, or it selects no pod of theirs. */
export function findEntrance(objects: readonly KubeObject[], workloadUrl: string | undefined): Entrance {
  const url = parseUrl(workloadUrl);
  const name = url.hostname.split('.')[0] as string;
  const services = objects.filter(({ kind }) => kind === 'Service');
  const service = services.find(({ metadata }) => metadata.name === name);
  if (!service) {
    throw new HighwaterError('plan-invalid', `workload.url names the Service ${name}, which is in none of the manifests`, {
      hint: `they hold ${services.map((each) => nameOf(each)).join(', ') || 'no Service'}`,
    });
  }
  const port = portOf(service, url);
  requireEndpoints(service, objects);
  return { service, port, url };
}

function requireEndpoints(service: KubeObject, objects: readonly KubeObject[]): void {
  const { selector = {} } = specOf(service);
  const templates = objects.flatMap((object) => {
    const template = templateOf(object);
    return template ? [{ name: nameOf(object), labels: template.metadata?.labels ?? {} }] : [];
  });
  if (templates.some(({ labels }) => selects({ matchLabels: selector }, labels))) return;
  const carried = templates.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`).join(', ');
  throw new HighwaterError(
    'plan-invalid',
    `${nameOf(service)} would have no endpoint: it selects ${JSON.stringify(selector)}, and no pod of the manifests carries that`,
    {
      hint: `pods carry: ${carried}`,
    },
  );
}

/** A second Service of the same pods, reachable on a port of every node. `nodePort` left out: the cluster chooses. */
export function nodePortService({ service, port }: Entrance, name: string, nodePort: number | undefined): KubeObject {
  const { selector } = specOf(service);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: {
      type: 'NodePort',
      selector,
      ports: [
        {
          name: 'load',
          port: port.port,
          targetPort: port.targetPort ?? port.port,
          protocol: port.protocol ?? 'TCP',
          ...(nodePort !== undefined && { nodePort }),
        },
      ],
    },
  };
}

/** The URL of the plan with another host and port; path and scheme stay. */
export function urlAt({ url }: Entrance, host: string, port: number): string {
  const at = new URL(url);
  at.hostname = host;
  at.port = String(port);
  return at.href.replace(/\/$/, '');
}
