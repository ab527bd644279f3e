import { z } from 'zod';
import type { SnapshotSink } from './snapshot-scanner.ts';

/** Live objects of one constructor: how many, and the bytes that they take themselves, without what they refer to. */
export interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** What one snapshot holds. */
export interface ConstructorTable {
  readonly byName: ReadonlyMap<string, Amount>;
  readonly total: Amount;
}

/** The part of the header that is used. `node_types[0]` names the values of the field `type`. */
const headerSchema = z.object({
  meta: z.object({ node_fields: z.array(z.string()), node_types: z.tuple([z.array(z.string())]).rest(z.unknown()) }),
});

/** Kinds whose nodes carry the name of their constructor. */
const named: ReadonlySet<string> = new Set(['object', 'native']);
/** How the developer tools of Chrome name the other kinds (devtools-frontend, HeapSnapshotNode.className); a kind that is not here is put into parentheses. */
const kindNames: Readonly<Record<string, string>> = { hidden: '(system)', code: '(compiled code)', closure: 'Function', regexp: 'RegExp' };

/** Long names are those of scripts and modules, and what of them is beyond this tells nothing. */
const longestName = 120;

function parsed(json: string): string | undefined {
  try {
    return JSON.parse(`"${json}"`) as string;
  } catch {
    return undefined;
  }
}

/** A long name was cut, maybe within its last escape, which is then left out. */
function nameOf(json: string): string {
  const name = parsed(json) ?? parsed(json.slice(0, json.lastIndexOf('\\'))) ?? '(unreadable name)';
  return name.slice(0, longestName);
}

interface Sum {
  count: number;
  bytes: number;
}

function add(sums: Map<string | number, Sum>, key: string | number, bytes: number): void {
  const sum = sums.get(key);
  if (sum === undefined) sums.set(key, { count: 1, bytes });
  else {
    sum.count += 1;
    sum.bytes += bytes;
  }
}

/** Adds up the nodes of a snapshot by constructor. What it keeps grows with the number of different names, not with that of objects. */
export class ConstructorSums implements SnapshotSink {
  /** By name of a kind, or by the index of the name of a constructor. */
  readonly #sums = new Map<string | number, Sum>();
  readonly #names = new Map<number, string>();
  #kinds: readonly string[] = [];
  #at = { type: 0, name: 0, size: 0 };

  header(text: string): number {
    const { meta } = headerSchema.parse(JSON.parse(text));
    const index = (field: string): number => {
      const at = meta.node_fields.indexOf(field);
      if (at < 0) throw new Error(`its nodes have no ${field}`);
      return at;
    };
    this.#kinds = meta.node_types[0];
    this.#at = { type: index('type'), name: index('name'), size: index('self_size') };
    return meta.node_fields.length;
  }

  node(fields: readonly number[]): void {
    const kind = this.#kinds[fields[this.#at.type] as number] ?? 'unknown';
    const key = named.has(kind) ? (fields[this.#at.name] as number) : (kindNames[kind] ?? `(${kind})`);
    add(this.#sums, key, fields[this.#at.size] as number);
  }

  wantsString(index: number): boolean {
    return this.#sums.has(index);
  }

  string(index: number, json: string): void {
    this.#names.set(index, nameOf(json));
  }

  table(): ConstructorTable {
    const byName = new Map<string, Sum>();
    const total = { count: 0, bytes: 0 };
    for (const [key, { count, bytes }] of this.#sums) {
      const name = typeof key === 'string' ? key : (this.#names.get(key) ?? '(no name)');
      const sum = byName.get(name) ?? { count: 0, bytes: 0 };
      byName.set(name, { count: sum.count + count, bytes: sum.bytes + bytes });
      total.count += count;
      total.bytes += bytes;
    }
    return { byName, total };
  }
}
