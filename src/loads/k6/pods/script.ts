import { scriptFor } from '../../../shared/bundle.ts';

/** What runs in the pods as one file for a ConfigMap. */
export const loadScript = scriptFor(import.meta.url, { bundled: './load-script.mjs', entry: './inside/main' });
