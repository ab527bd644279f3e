/** Multipliers of Kubernetes memory quantities (apimachinery `resource.Quantity`). */
const suffixes: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

export const MiB = 2 ** 20;

/** Parses a Kubernetes memory quantity into whole bytes; undefined when it is none, negative, or not an integer number of bytes above zero. */
export function parseMemoryBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(?:([kMGTPE]|[KMGTPE]i)|e([+-]?\d+))?$/.exec(text);
  if (!match) return undefined;
  const scale = match[3] === undefined ? suffixes[match[2] ?? ''] : 10 ** Number(match[3]);
  if (scale === undefined) return undefined;
  const bytes = Math.ceil(Number(match[1]) * scale);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** Parses a Kubernetes CPU quantity (`500m`, `0.5`, `2`) into millicores, rounded up as the API server does. */
export function parseCpuMillicores(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m)?$/.exec(text);
  if (!match) return undefined;
  const millicores = Math.ceil(Number(match[1]) * (match[2] ? 1 : 1000));
  return millicores > 0 ? millicores : undefined;
}

/** Bytes as a manifest would say them: `208Mi` where whole, else one decimal of the unit that fits, for people. */
export function formatMemory(bytes: number): string {
  const mebibytes = bytes / MiB;
  if (mebibytes >= 10_240 && mebibytes % 1024 === 0) return `${mebibytes / 1024}Gi`;
  if (Number.isInteger(mebibytes)) return `${mebibytes}Mi`;
  if (Math.abs(mebibytes) < 1) return `${Number((bytes / 1024).toFixed(1))}Ki`;
  return Math.abs(mebibytes) < 10_240 ? `${mebibytes.toFixed(1)}Mi` : `${(mebibytes / 1024).toFixed(1)}Gi`;
}
