import { amongInit, type PatchFormat, type PatchInput } from '../patch.ts';
import { resourcesOf } from '../resources.ts';
import { runtimeRemarks } from '../runtime-remarks.ts';
import { podSpecPath } from '../workload-ref.ts';
import { yamlText } from '../yaml-text.ts';

/** Containers merge by their name, so that everything else of the workload stays as it is. */
export const strategicMerge: PatchFormat = {
  file: 'resources-patch.yaml',
  what: 'strategic merge patch of the workload',
  use: ({ workload: { kind, name } }) => `kubectl patch ${kind.toLowerCase()}/${name} --patch-file resources-patch.yaml`,
  needs: 'limit',
  write: (input) => ({ text: yamlText(input, [strategicMergePatch(input)], runtimeRemarks(input)) }),
};

/** A document that names the workload and holds nothing but the resources of its containers. */
function strategicMergePatch({ workload, containers }: PatchInput): unknown {
  const { apiVersion, kind, name } = workload;
  const listed = (which: (container: PatchInput['containers'][number]) => boolean) =>
    containers.filter(which).map((container) => ({ name: container.name, resources: resourcesOf(container) }));
  const initContainers = listed(amongInit);
  // A name that is not in the list it is merged into would be a new container without an image.
  const podSpec = { ...(initContainers.length > 0 && { initContainers }), containers: listed((container) => !amongInit(container)) };
  const body = podSpecPath(kind).reduceRight<unknown>((inner, key) => ({ [key]: inner }), podSpec);
  return { apiVersion, kind, metadata: { name }, ...(body as object) };
}
