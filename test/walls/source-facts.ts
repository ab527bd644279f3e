import { parseSync, Visitor } from 'vite';

export interface SourceFacts {
  /** Every module the file names, types and workers (`new URL('./x.ts', ...)`) included. */
  readonly imports: readonly string[];
  /** Names taken from each module, as `module#name`. */
  readonly names: readonly string[];
  /** What it reaches for without importing it: `console.log`, `process.exit`, `Date.now`, `new Date()`, `fetch()`. */
  readonly uses: readonly string[];
}

/** Reads the imports and uses of globals off the syntax tree of one TypeScript file; comments and strings do not count. */
export function factsOf(path: string, text: string): SourceFacts {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const imports = new Set<string>();
  const names = new Set<string>();
  const uses = new Set<string>();
  for (const { moduleRequest, entries } of module.staticImports) {
    imports.add(moduleRequest.value);
    for (const { importName } of entries) names.add(`${moduleRequest.value}#${importName.name ?? '*'}`);
  }
  for (const { entries } of module.staticExports) for (const { moduleRequest } of entries) if (moduleRequest) imports.add(moduleRequest.value);
  visitorInto(imports, uses).visit(program);
  return { imports: [...imports], names: [...names], uses: [...uses] };
}

function visitorInto(imports: Set<string>, uses: Set<string>): Visitor {
  return new Visitor({
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal') imports.add(String(source.value));
    },
    MemberExpression: ({ object, property }) => {
      if (object.type === 'Identifier' && property.type === 'Identifier') uses.add(`${object.name}.${property.name}`);
    },
    CallExpression: ({ callee }) => {
      if (callee.type === 'Identifier') uses.add(`${callee.name}()`);
    },
    NewExpression: ({ callee, arguments: [first] }) => {
      if (callee.type !== 'Identifier') return;
      if (callee.name === 'Date' && first === undefined) uses.add('new Date()');
      if (callee.name === 'URL' && first?.type === 'Literal' && /^\.{1,2}\/.*\.ts$/.test(String(first.value))) imports.add(String(first.value));
    },
  });
}
