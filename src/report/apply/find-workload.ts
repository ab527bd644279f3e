import { type Document, isMap, isSeq, type YAMLMap } from 'yaml';
import { podSpecPath, type WorkloadRef } from '../patches/workload-ref.ts';

/** A workload in one document of a file. */
export interface FoundWorkload {
  readonly document: Document.Parsed;
  readonly map: YAMLMap;
}

/** Every object of this kind and one of these names, also inside of a `List`. */
export function findWorkloads(documents: readonly Document.Parsed[], { kind }: Pick<WorkloadRef, 'kind'>, names: readonly string[]): FoundWorkload[] {
  return documents.flatMap((document) => {
    const root: unknown = document.contents;
    if (!isMap(root)) return [];
    const items = root.get('items');
    const objects = isSeq(items) ? items.items.filter(isMap) : [root];
    return objects.filter((map) => map.get('kind') === kind && names.includes(String(map.getIn(['metadata', 'name'])))).map((map) => ({ document, map }));
  });
}

/** A container or init container of a workload; undefined where it has none of that name in this file. */
export function findContainer({ map }: FoundWorkload, kind: string, name: string): YAMLMap | undefined {
  return containersOf(map, kind).find((container) => container.get('name') === name);
}

export function containerNames({ map }: FoundWorkload, kind: string): string[] {
  return containersOf(map, kind).map((container) => String(container.get('name')));
}

function containersOf(map: YAMLMap, kind: string): YAMLMap[] {
  return ['containers', 'initContainers'].flatMap((list) => {
    const found = map.getIn([...podSpecPath(kind), list]);
    return isSeq(found) ? found.items.filter(isMap) : [];
  });
}
