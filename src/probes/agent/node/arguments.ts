import { parseArgs } from 'node:util';
import { agentPort } from '../protocol.ts';

export interface AgentArguments {
  readonly node: string;
  readonly host: string;
  readonly port: number;
  readonly tokenFile: string;
  readonly stateDir: string;
  readonly cgroupRoot: string;
  readonly searchBelow: string;
  readonly kernelLog: string | undefined;
  /** Whether cgroups may be written. */
  readonly writable: boolean;
  /** Root of the node's files, as /proc/1/root with the node's PID namespace; undefined where it cannot be reached. */
  readonly hostRoot: string | undefined;
  /** Folder with private copies of the programs that evict files. */
  readonly toolsDir: string | undefined;
  readonly maxSpoolMib: number;
}

const texts = [
  'node',
  'host',
  'port',
  'token-file',
  'state-dir',
  'cgroup-root',
  'search-below',
  'kernel-log',
  'host-root',
  'tools-dir',
  'max-spool-mib',
] as const;

/** Throws on what is unknown or missing: the pod then says so in its log. */
export function parseAgentArguments(args: readonly string[]): AgentArguments {
  const options = Object.fromEntries(texts.map((name) => [name, { type: 'string' as const }]));
  const parsed = parseArgs({ args: [...args], options: { ...options, writable: { type: 'boolean' as const } } });
  const values: Readonly<Record<string, string | boolean | undefined>> = parsed.values;
  const text = (name: (typeof texts)[number]): string | undefined => values[name] as string | undefined;
  const needed = (name: (typeof texts)[number]): string => {
    const value = text(name);
    if (value === undefined) throw new Error(`--${name} is missing`);
    return value;
  };
  return {
    node: needed('node'),
    host: text('host') ?? '0.0.0.0',
    port: Number(text('port') ?? agentPort),
    tokenFile: needed('token-file'),
    stateDir: needed('state-dir'),
    cgroupRoot: text('cgroup-root') ?? '/sys/fs/cgroup',
    searchBelow: text('search-below') ?? '',
    kernelLog: text('kernel-log'),
    writable: values.writable === true,
    hostRoot: text('host-root'),
    toolsDir: text('tools-dir'),
    maxSpoolMib: Number(text('max-spool-mib') ?? 256),
  };
}
