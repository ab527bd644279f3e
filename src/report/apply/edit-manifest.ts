import { isDeepStrictEqual } from 'node:util';
import type { Document, YAMLMap } from 'yaml';
import { HighwaterError } from '../../shared/errors.ts';
import { parseCpuMillicores } from '../../shared/quantity.ts';
import type { WorkloadRef } from '../patches/workload-ref.ts';
import { scalarSplices } from './anchors.ts';
import { expectedObject } from './expected-objects.ts';
import { type ContainerValues, type FieldValue, fieldName } from './field-value.ts';
import { containerNames, type FoundWorkload, findContainer, findWorkloads } from './find-workload.ts';
import { isJson, parseManifest } from './manifest-file.ts';
import { lineNumber, rangeOf } from './positions.ts';
import { sameQuantity } from './same-quantity.ts';
import { type Edits, setValues } from './set-values.ts';
import { applySplices } from './splice.ts';
import { laidOver, type Tree } from './tree.ts';

export interface Change {
  readonly container: string;
  readonly field: string;
  /** Null where the manifest said nothing. */
  readonly before: string | null;
  readonly after: string;
}

export interface EditedManifest {
  readonly text: string;
  readonly changes: readonly Change[];
  /** Containers that are to get values and are not in this file. */
  readonly missing: readonly string[];
}

/** `names`: those under which the file may hold the workload; kustomize can give it another one. */
export interface EditRequest {
  readonly path: string;
  readonly text: string;
  readonly workload: Pick<WorkloadRef, 'kind'>;
  readonly names: readonly string[];
  readonly values: readonly ContainerValues[];
}

/** Sets resources of a workload in the text of its manifest and leaves every other byte as it is. Throws `usage` where that cannot be done without guessing. */
export function editManifest(request: EditRequest): EditedManifest {
  const { path, text, workload, values } = request;
  const documents = parseManifest(path, text);
  const found = onlyWorkload(request, documents);
  const edits: Edits = { path, text, json: isJson(text), document: found.document, splices: [], scalars: [], entered: [] };
  const changes: Change[] = [];
  const missing: string[] = [];
  const resources = new Map<string, Tree>();
  for (const { container, fields } of values) {
    const map = findContainer(found, workload.kind, container);
    if (map === undefined) missing.push(container);
    else {
      const wanted = wantedChanges(edits, map, fields);
      changes.push(...wanted.map(({ field, before }) => ({ container, field: fieldName(field), before, after: field.value })));
      resources.set(container, treeOf(wanted.map(({ field }) => field)));
      if (wanted.length > 0) setValues(edits, map, { resources: resources.get(container) as Tree });
    }
  }
  if (missing.length === values.length && values.length > 0) throw noContainer(path, missing, containerNames(found, workload.kind));
  const edited = applySplices(text, [...edits.splices, ...scalarSplices(edits)]);
  requireNothingElse(request, documents, edited, resources);
  return { text: edited, changes, missing };
}

function onlyWorkload({ path, workload, names }: EditRequest, documents: readonly Document.Parsed[]): FoundWorkload {
  const [found, ...more] = findWorkloads(documents, workload, names);
  const what = `${workload.kind}/${names.join(' or ')}`;
  if (found === undefined) throw new HighwaterError('usage', `${path} holds no ${what}`, { hint: 'name the manifest with --file' });
  if (more.length > 0)
    throw new HighwaterError('usage', `${path} holds ${what} ${more.length + 1} times`, { hint: 'name a file that holds it once with --file' });
  return found;
}

interface WantedChange {
  readonly field: FieldValue;
  readonly before: string | null;
}

/** Fields that do not hold this amount yet. `$(MEMORY)` and the like are filled in by something else: what is written there would be lost. */
function wantedChanges({ path, text, document }: Edits, map: YAMLMap, fields: readonly FieldValue[]): WantedChange[] {
  const { resources } = map.toJS(document) as { resources?: Record<string, Record<string, unknown> | null> | null };
  return fields.flatMap((field) => {
    const value = resources?.[field.group]?.[field.resource];
    const before = value === undefined || value === null ? null : String(value);
    if (before !== null && sameQuantity(field.resource, before, field.value)) return [];
    if (before !== null && !sameQuantity(field.resource, before, before)) {
      const line = lineNumber(text, rangeOf(map)[0]);
      throw new HighwaterError('usage', `${path}:${line}: ${fieldName(field)} is ${JSON.stringify(before)}, which is no quantity: something else fills it in`, {
        hint: `set it to ${field.value} where it is filled in`,
      });
    }
    return aboveCpuLimit(field, resources?.limits?.cpu) ? [] : [{ field, before }];
  });
}

/** The API server refuses a request above its limit, and a CPU limit is not ours to raise. */
function aboveCpuLimit({ group, resource, value }: FieldValue, cpuLimit: unknown): boolean {
  if (group !== 'requests' || resource !== 'cpu' || cpuLimit === undefined || cpuLimit === null) return false;
  const [request, limit] = [parseCpuMillicores(value), parseCpuMillicores(String(cpuLimit))];
  return request !== undefined && limit !== undefined && request > limit;
}

function treeOf(fields: readonly FieldValue[]): Tree {
  return fields.reduce<Tree>((tree, { group, resource, value }) => laidOver(tree, { [group]: { [resource]: value } }), {});
}

function noContainer(path: string, missing: readonly string[], has: readonly string[]): HighwaterError {
  return new HighwaterError('usage', `${path} has no container ${missing.join(', ')}; it has ${has.join(', ') || 'none'}`, {
    hint: 'set workload.container in plan.yaml to the name that the manifest uses, and measure again',
  });
}

/** Read again, the text must mean what it meant before with these values in it, and nothing else. A defect of ours where it does not. */
function requireNothingElse(
  { path, workload, names }: EditRequest,
  before: readonly Document.Parsed[],
  edited: string,
  resources: ReadonlyMap<string, Tree>,
): void {
  const expected = before.map((document) => expectedObject(document.toJS(), { kind: workload.kind, names, resources }));
  const found = parseManifest(path, edited).map((document) => document.toJS() as unknown);
  if (!isDeepStrictEqual(found, expected)) throw new TypeError(`${path}: the edit would change more or less than it should; nothing was written`);
}
