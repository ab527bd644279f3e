import type { PatchedContainer, PatchFormat, PatchInput } from '../patch.ts';
import { resourcesOf } from '../resources.ts';
import { strategicMerge } from './strategic-merge.ts';

/** Resources of these cannot be changed once they are created (Kubernetes API reference: Job template is immutable, Pod needs its resize subresource). */
const immutable: ReadonlySet<string> = new Set(['Job', 'Pod']);

/** The same change as commands. Names are checked to be DNS labels before, so nothing in them can end a word of the shell. */
export const kubectl: PatchFormat = {
  file: 'kubectl.sh',
  what: 'kubectl patch and kubectl set resources lines',
  use: () => 'sh kubectl.sh [kubectl options such as --context or -n]',
  needs: 'limit',
  write: (input) => {
    const { kind, name } = input.workload;
    if (immutable.has(kind)) return { none: `the resources of a ${kind} that exists cannot be changed: change the manifest and create ${name} again` };
    return { text: script(input) };
  },
};

function script(input: PatchInput): string {
  const { notice, verified, workload, containers } = input;
  const target = `${workload.kind.toLowerCase()}/${workload.name}`;
  const patch = `kubectl patch ${target} --patch-file "$(dirname "$0")/${strategicMerge.file}" "$@"`;
  const alternatives = containers.map((container) => `# kubectl set resources ${target} ${setArguments(container)} "$@"`);
  return [
    '#!/bin/sh',
    ...notice.map((line) => `# ${line}`),
    'set -eu',
    // One who runs the file without reading it must not roll out a number that nothing stands behind.
    ...(verified ? [] : ['# Not verified, so it is switched off: remove the # to apply it all the same.']),
    verified ? patch : `# ${patch}`,
    '# The same without a file, container by container:',
    ...alternatives,
    '',
  ].join('\n');
}

function setArguments(container: PatchedContainer): string {
  const { limits, requests } = resourcesOf(container);
  const list = (values: Readonly<Record<string, string>>) =>
    Object.entries(values)
      .map(([resource, quantity]) => `${resource}=${quantity}`)
      .join(',');
  return [`-c ${container.name}`, limits && `--limits=${list(limits)}`, requests && `--requests=${list(requests)}`].filter(Boolean).join(' ');
}
