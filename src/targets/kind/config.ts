import { parseDocument, stringify } from 'yaml';
import { HighwaterError } from '../../shared/errors.ts';

/** Where the Service that k6 calls listens on the node; in the range that every cluster has (kube-apiserver --service-node-port-range). */
export const nodePort = 30_080;

export interface ConfigRequest {
  /** The user's kind-config.yaml. */
  readonly text: string;
  readonly file: string;
  readonly hostPort: number;
  readonly image: string | undefined;
  readonly cgroupVersion: 1 | 2;
  /** Memory that pods may have, and that of the machine, bytes. */
  readonly node: { readonly memoryBytes: number; readonly machineBytes: number } | undefined;
}

interface KindNode {
  readonly role?: string;
  readonly extraPortMappings?: readonly unknown[];
}

interface KindConfig {
  readonly nodes?: readonly KindNode[];
  readonly kubeadmConfigPatches?: readonly string[];
}

/** The kubelet's own default; kind switches eviction for memory off, and here it is wanted (kubelet: evictionHard memory.available). */
const evictionThreshold = '100Mi';

/**
 * A node whose pods may have no more than this, though the machine has more: the rest counts as reserved, so that allocatable shrinks, the kubepods
 * cgroup gets a limit, and eviction compares with it (Kubernetes: "Reserve Compute Resources for System Daemons").
 */
function smallNode({ memoryBytes, machineBytes }: { memoryBytes: number; machineBytes: number }): object {
  const reserved = Math.max(0, Math.floor((machineBytes - memoryBytes) / 1024));
  return {
    systemReserved: { memory: `${reserved}Ki` },
    enforceNodeAllocatable: ['pods'],
    evictionHard: { 'memory.available': evictionThreshold, 'nodefs.available': '0%', 'nodefs.inodesFree': '0%', 'imagefs.available': '0%' },
  };
}

function kubeletPatch({ cgroupVersion, node }: ConfigRequest): string[] {
  const settings = {
    // From Kubernetes 1.35 on a kubelet refuses cgroup v1 unless told otherwise (KEP-5573).
    ...(cgroupVersion === 1 && { failCgroupV1: false }),
    ...(node && smallNode(node)),
  };
  if (Object.keys(settings).length === 0) return [];
  return [stringify({ kind: 'KubeletConfiguration', apiVersion: 'kubelet.config.k8s.io/v1beta1', ...settings })];
}

/** The configuration of one run's cluster: the user's own, with a port of this machine that leads to the workload. Throws `plan-invalid` for a file that is none. */
export function clusterConfig(request: ConfigRequest): string {
  const document = parseDocument(request.text);
  const error = document.errors[0];
  if (error) throw new HighwaterError('plan-invalid', `${request.file}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`);
  const config = (document.toJS() ?? {}) as KindConfig & { kind?: string };
  if (config.kind !== 'Cluster') throw new HighwaterError('plan-invalid', `${request.file} is no kind configuration`, { hint: 'expected kind: Cluster' });
  const nodes = config.nodes?.length ? config.nodes : [{ role: 'control-plane' }];
  const mapping = { containerPort: nodePort, hostPort: request.hostPort, listenAddress: '127.0.0.1', protocol: 'TCP' };
  const withPort = nodes.map((node, index) => (index === 0 ? { ...node, extraPortMappings: [...(node.extraPortMappings ?? []), mapping] } : node));
  const images = request.image === undefined ? withPort : withPort.map((node) => ({ ...node, image: request.image }));
  return stringify({ ...config, nodes: images, kubeadmConfigPatches: [...(config.kubeadmConfigPatches ?? []), ...kubeletPatch(request)] });
}
