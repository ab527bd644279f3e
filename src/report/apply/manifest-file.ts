import { type Document, parseAllDocuments } from 'yaml';
import { HighwaterError } from '../../shared/errors.ts';
import { helmLine } from './template-source.ts';

/** The documents of a manifest file. Throws `usage` for a Helm template and for what is no YAML. */
export function parseManifest(path: string, text: string): Document.Parsed[] {
  const line = helmLine(text);
  if (line !== undefined) {
    throw new HighwaterError('usage', `${path}:${line}: this is a Helm template: its resources come from the values of the chart`, {
      hint: 'set the values instead: patches/helm-values.yaml of the run has them',
    });
  }
  // Manifests use `<<`, which YAML 1.2 does not know and the parsers of Kubernetes do.
  const documents = parseAllDocuments(text, { keepSourceTokens: true, merge: true }) as Document.Parsed[];
  const error = documents.flatMap(({ errors }) => errors)[0];
  if (error) throw new HighwaterError('usage', `${path}: ${error.message.split('\n')[0]}`, { hint: 'apply writes into plain Kubernetes manifests' });
  return documents;
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
