import { scriptFor } from '../../shared/bundle.ts';

/** The agent as one file for a ConfigMap. */
export const agentScript = scriptFor(import.meta.url, { bundled: './agent-script.mjs', entry: './node/main' });
