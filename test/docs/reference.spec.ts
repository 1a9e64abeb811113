import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(__dirname, '..', '..')
const CONFIG = JSON.parse(readFileSync(join(ROOT, 'typedoc.json'), 'utf8'))
const ENTRY_POINTS: readonly string[] = CONFIG.entryPoints

/** What public signatures mention and nobody who uses them has to look into. */
const INTERNAL = [
  'DataOf', // the data of a ViewedEvent, by its type
  'ForkStart', // what prepareFork hands on to recordFork
  'StretchOf', // the rows of a Handler's stretch, by its type
]

interface Documented {
  readonly name: string
  readonly children: readonly Documented[]
}

/** The names in the lists of an index, those of types too, and the entry point that it is of. */
function readIndex(index: string): { readonly module: string; readonly names: readonly string[] } {
  const text = readFileSync(join(ROOT, index), 'utf8')
  const [, module = ''] = /@module (\S+)/.exec(text) ?? []
  const lists = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
  const listed = lists.flatMap(([, list = '']) => list.split(','))
  const names = listed.map((name) => name.trim().replace(/^type /, ''))
  return { module, names: names.filter((name) => name !== '') }
}

/** The reference as JSON, without its pages: all warnings come before these are written. */
function makeReference(): { readonly printed: string; readonly json: string } {
  const folder = mkdtempSync(join(tmpdir(), 'gridledger-reference-'))
  const file = join(folder, 'reference.json')
  const typedoc = join(ROOT, 'node_modules', 'typedoc', 'bin', 'typedoc')
  const quietly = ['--logLevel', 'Warn', '--treatWarningsAsErrors', 'false']
  const args = [typedoc, ...quietly, '--json', file]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
  const printed = `${stdout}${stderr}`
  const json = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  rmSync(folder, { recursive: true })
  if (json === undefined) throw new Error(printed)
  return { printed, json }
}

/** Whether a package of ours declares a type; the variables of mapped types have no page either. */
function isDeclared({ packageName, packagePath, qualifiedName }: Readonly<Record<string, string>>) {
  const [, own] = /^@gridledger\/(.+)$/.exec(packageName ?? '') ?? []
  if (own === undefined || packagePath === undefined) return false
  const text = readFileSync(join(ROOT, 'packages', own, packagePath), 'utf8')
  return new RegExp(`^(export )?(class|interface|type) ${qualifiedName}\\b`, 'm').test(text)
}

describe('the reference', () => {
  let printed: string
  let modules: readonly Documented[]
  const missing = new Set<string>()
  beforeAll(() => {
    const made = makeReference()
    printed = made.printed
    const reference: Documented = JSON.parse(made.json, (_key, value) => {
      // A type that is pointed to by its file and not by its number has no page.
      if (isDeclared(value?.target ?? {})) missing.add(value.name)
      return value
    })
    modules = reference.children
  })

  it('is made without a warning', () => {
    expect(printed).toBe('')
  })

  it.each(ENTRY_POINTS)('has every name of %s', (index) => {
    const { module, names } = readIndex(index)
    const children = modules.find(({ name }) => name === module)?.children ?? []
    const documented = new Set(children.map(({ name }) => name))
    expect([...documented].sort()).toEqual([...names].sort())
  })

  it('has every type that a public name mentions', () => {
    expect([...missing].sort()).toEqual(INTERNAL)
  })
})
