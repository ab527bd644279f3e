import { parseCpuMillicores, parseMemoryBytes } from '../../shared/quantity.ts';
import type { FieldValue } from './field-value.ts';

/** Whether two quantities are the same amount, `0.25Gi` and `256Mi`; false where one is no quantity. */
export function sameQuantity(resource: FieldValue['resource'], a: string, b: string): boolean {
  const amount = resource === 'memory' ? parseMemoryBytes : parseCpuMillicores;
  const [first, second] = [amount(a), amount(b)];
  return first !== undefined && first === second;
}
