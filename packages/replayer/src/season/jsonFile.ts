import { existsSync, readFileSync, statSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import type * as t from 'io-ts'
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { explain } from '@gridledger/domain'

/**
 * Reads a JSON file through a codec. Comments and trailing commas are taken, a key that stands
 * twice is not. A Left names the file, and the line and column or each field, one a line.
 */
export function readJson<A>(path: string, codec: t.Type<A, unknown>): E.Either<string, A> {
  if (!existsSync(path)) return E.left(`${path}: expected a file, found none`)
  if (statSync(path).isDirectory()) return E.left(`${path}: expected a file, found a folder`)
  const text = E.tryCatch(() => readFileSync(path, 'utf8').replace(/^\uFEFF/, ''), String)
  if (E.isLeft(text))
    return E.left(`${path}: expected a file that can be read, found: ${text.left}`)
  const document = documentOf(text.right)
  if (E.isLeft(document)) return E.left(`${path}: ${document.left}`)
  return E.mapLeft((errors: t.Errors) =>
    explain(errors)
      .map((line) => `${path}: ${line}`)
      .join('\n'),
  )(codec.decode(document.right))
}

/** The parser calls itself for each level of nesting, and runs out of stack before a file ends. */
function documentOf(text: string): E.Either<string, unknown> {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return E.left('expected JSON, found what is nested too deeply')
  }
}

function parseJson(text: string): E.Either<string, unknown> {
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  const [error] = errors
  if (error !== undefined)
    return E.left(`expected JSON, found what is none: ${syntaxProblem(text, error)}`)
  if (root === undefined) return E.right(undefined)
  const repeated = repeatedKey(root)
  if (repeated === undefined) return E.right(valueOf(root))
  const { key, first, again } = repeated
  const places = `${placeOf(text, first.offset)} and at ${placeOf(text, again.offset)}`
  return E.left(`${key}: expected each key once, found it at ${places}`)
}

/** A tree's value. Keys are defined, not set: `__proto__` is a key like any other. */
function valueOf(node: Node): unknown {
  const { type, children = [] } = node
  if (type === 'array') return children.map(valueOf)
  if (type !== 'object') return node.value
  return Object.fromEntries(properties(node).map(({ key, value }) => [key.value, valueOf(value)]))
}

interface Property {
  readonly key: Node
  readonly value: Node
}

function properties({ type, children = [] }: Node): readonly Property[] {
  if (type !== 'object') return []
  return children.flatMap(({ children: [key, value] = [] }) =>
    key === undefined || value === undefined ? [] : [{ key, value }],
  )
}

interface RepeatedKey {
  readonly key: string
  readonly first: Node
  readonly again: Node
}

/** The first key, in the order of the text, that its object has already. */
function repeatedKey(node: Node): RepeatedKey | undefined {
  const seen = new Map<unknown, Node>()
  for (const { key, value } of properties(node)) {
    const first = seen.get(key.value)
    if (first !== undefined) return { key: String(key.value), first, again: key }
    seen.set(key.value, key)
    const within = repeatedKey(value)
    if (within !== undefined) return within
  }
  if (node.type !== 'array') return undefined
  for (const element of node.children ?? []) {
    const within = repeatedKey(element)
    if (within !== undefined) return within
  }
  return undefined
}

/** What the parser missed, by its own names of errors. */
const SYNTAX: Readonly<Record<string, string>> = {
  InvalidSymbol: 'text in double quotes, a number, true, false or null',
  PropertyNameExpected: 'a key in double quotes',
  ValueExpected: 'a value',
  ColonExpected: 'a colon',
  CommaExpected: 'a comma',
  CloseBraceExpected: 'a comma or }',
  CloseBracketExpected: 'a comma or ]',
  EndOfFileExpected: 'the end of the file',
  UnexpectedEndOfComment: 'a comment with an end',
  UnexpectedEndOfString: 'a closing double quote in the same line',
  UnexpectedEndOfNumber: 'a whole number or decimal',
  InvalidUnicode: 'four hex digits after \\u',
  InvalidEscapeCharacter: 'one of "\\/bfnrtu after a backslash',
  InvalidCharacter: 'text without control characters such as tabs',
}

function syntaxProblem(text: string, { error, offset, length }: ParseError): string {
  const expected = SYNTAX[printParseErrorCode(error)] ?? 'other text'
  const [line = ''] = text.slice(offset, offset + Math.max(length, 1)).split(/\r?\n/)
  const shown = line.length > 40 ? `${line.slice(0, 40)}…` : line
  const found = offset >= text.length ? 'the end of the file' : shown
  return `${placeOf(text, offset)}: expected ${expected}, found ${found}`
}

/** `line 3, column 5`, both from 1. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
}
