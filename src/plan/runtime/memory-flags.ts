import { parseMemoryBytes } from '../../shared/quantity.ts';
import type { MemoryFlag } from './runtime-settings.ts';

type Flag = MemoryFlag['flag'];

const mebibytes = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) * 2 ** 20 : undefined);
const count = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);
const percent = (text: string): number | undefined => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);
const jvmScale: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** `512m`, `1g`: binary, either case (java(1), -Xmx). */
function jvmBytes(text: string): number | undefined {
  const match = /^(\d+)([kmgt]?)$/i.exec(text);
  return match ? Number(match[1]) * (jvmScale[(match[2] as string).toLowerCase()] as number) : undefined;
}

/** `GOMEMLIMIT=400MiB`; `off` is no limit (Go, runtime package). */
function goBytes(text: string): number | undefined {
  const match = /^(\d+)(B|KiB|MiB|GiB|TiB)?$/.exec(text);
  return match ? parseMemoryBytes(`${match[1]}${(match[2] ?? '').replace('B', '')}`) : undefined;
}

const goPercent = (text: string): number | undefined => (text === 'off' ? -1 : count(text));
/** .NET reads these numbers as hexadecimal from variables (Runtime configuration options for garbage collection). */
const hexadecimal = (text: string): number | undefined => (/^(0x)?[0-9a-f]+$/i.test(text) ? Number.parseInt(text.replace(/^0x/i, ''), 16) : undefined);

interface Pattern {
  readonly flag: Flag;
  /** Its one group is the value. */
  readonly pattern: RegExp;
  readonly parse: (text: string) => number | undefined;
}

/** As words of a command line or of a variable that holds one. V8 takes dashes and underscores alike. */
const words: readonly Pattern[] = [
  { flag: 'max-old-space-size', pattern: /^--max[-_]old[-_]space[-_]size=(.+)$/, parse: mebibytes },
  { flag: 'max-old-space-size-percentage', pattern: /^--max[-_]old[-_]space[-_]size[-_]percentage=(.+)$/, parse: percent },
  { flag: 'max-semi-space-size', pattern: /^--max[-_]semi[-_]space[-_]size=(.+)$/, parse: mebibytes },
  { flag: 'Xmx', pattern: /^-Xmx(.+)$/, parse: jvmBytes },
  { flag: 'Xmx', pattern: /^-XX:MaxHeapSize=(.+)$/, parse: jvmBytes },
  { flag: 'MaxRAMPercentage', pattern: /^-XX:MaxRAMPercentage=(.+)$/, parse: percent },
  { flag: 'workers', pattern: /^--workers=(.+)$/, parse: count },
];

/** As variables of their own. */
const variables: Readonly<Record<string, Omit<Pattern, 'pattern'>>> = {
  GOMEMLIMIT: { flag: 'GOMEMLIMIT', parse: goBytes },
  GOGC: { flag: 'GOGC', parse: goPercent },
  DOTNET_GCHeapHardLimit: { flag: 'GCHeapHardLimit', parse: hexadecimal },
  DOTNET_GCHeapHardLimitPercent: { flag: 'GCHeapHardLimitPercent', parse: hexadecimal },
  MALLOC_ARENA_MAX: { flag: 'MALLOC_ARENA_MAX', parse: count },
  WEB_CONCURRENCY: { flag: 'workers', parse: count },
};

/** Variables whose text is options of the runtime, split at blanks. */
const optionVariables = ['NODE_OPTIONS', 'JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS'] as const;

function fromWords(text: readonly string[], from: string): MemoryFlag[] {
  return text.flatMap((word) =>
    words.flatMap(({ flag, pattern, parse }) => {
      const value = parse(pattern.exec(word)?.[1] ?? '');
      return value === undefined ? [] : [{ flag, value, from }];
    }),
  );
}

/** `-w 4` and `--workers 4` as one word, as gunicorn and uvicorn read them. */
function joined(command: readonly string[]): string[] {
  return command.map((word, index) => (word === '-w' || word === '--workers' ? `--workers=${command[index + 1] ?? ''}` : word));
}

/** Memory settings of a command line and an environment, weakest first: what stands later wins. Nothing that is not one of them leaves this function. */
export function memoryFlags(command: readonly string[], env: Readonly<Record<string, string>>): MemoryFlag[] {
  const byVariable = Object.entries(variables).flatMap(([name, { flag, parse }]) => {
    const value = parse(env[name] ?? '');
    return value === undefined ? [] : [{ flag, value, from: name }];
  });
  const byOptions = optionVariables.flatMap((name) => fromWords((env[name] ?? '').split(/\s+/), name));
  return [...byVariable, ...byOptions, ...fromWords(joined(command), 'command')];
}
