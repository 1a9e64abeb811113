import { relative } from 'node:path'

/** So many are shown; the first are what the others follow from. */
const SHOWN = 5

const OWN_TYPES = Object.fromEntries(
  ['domain', 'projections', 'projections/testing', 'replayer'].map((name) => [
    `@gridledger/${name}`,
    [require.resolve(`@gridledger/${name}`).replace(/js$/, 'd.ts')],
  ]),
)

/**
 * The type errors of a TypeScript file and of what it imports beside it, as `file:line:column: what`;
 * none where it has none. Strict, against the types of the program that runs it.
 */
export async function typeProblems(file: string): Promise<readonly string[]> {
  const { default: ts } = await import('typescript')
  const options = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    // `console` of the DOM's types, for a view that is being looked into.
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    types: [],
    paths: OWN_TYPES,
  }
  const program = ts.createProgram([file], options)
  const own = program
    .getSourceFiles()
    .filter(
      (source) => !program.isSourceFileFromExternalLibrary(source) && !source.isDeclarationFile,
    )
  const found = [
    ...program.getOptionsDiagnostics(),
    ...own.flatMap((source) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]),
  ]
  const problems = found.map(({ file: source, start = 0, messageText }) => {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n  ')
    if (source === undefined) return `${file}: ${text}`
    const { line, character } = source.getLineAndCharacterOfPosition(start)
    return `${relative('.', source.fileName)}:${line + 1}:${character + 1}: ${text}`
  })
  const more = problems.length - SHOWN
  return more > 0 ? [...problems.slice(0, SHOWN), `${file}: and ${more} more`] : problems
}
