/** Go templates as Helm charts use them. Argo and others write `{{name}}` inside of quoted strings, which is plain YAML. */
const helm = /\{\{-?\s*(?:[.$(]|\/\*|(?:include|template|if|else|end|range|with|define|block|toYaml|printf|tpl|default|required|quote)\b)/;

/** 1-based line of the first Helm expression; undefined in a file that is YAML as it stands. */
export function helmLine(text: string): number | undefined {
  const at = text.split('\n').findIndex((line) => helm.test(line) && !/^\s*#/.test(line));
  return at === -1 ? undefined : at + 1;
}
