import type { PatchedContainer } from './patch.ts';
import { cpuText, quantityText } from './quantity-text.ts';

interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

/** `resources` of one container: only what is recommended. A CPU limit that stands in a manifest is not touched. */
export function resourcesOf({ requestBytes, limitBytes, cpuRequestMillicores }: PatchedContainer): Resources {
  const requests = {
    ...(cpuRequestMillicores !== null && { cpu: cpuText(cpuRequestMillicores) }),
    ...(requestBytes !== null && { memory: quantityText(requestBytes) }),
  };
  const limits = limitBytes === null ? {} : { memory: quantityText(limitBytes) };
  return { ...(Object.keys(requests).length > 0 && { requests }), ...(Object.keys(limits).length > 0 && { limits }) };
}
