import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Projection } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import { isProjection, projectionProblems } from './projectionShape'
import { typeProblems } from './typeProblems'

const EXTENSION = /\.[cm]?[jt]s$/

/**
 * The projection that a user's file exports: its default export, or its one export that is one. The
 * types of a TypeScript file are checked first, unless `isTypeChecked` is false. Throws Failure (input)
 * that names the file, and where in it, for whatever is wrong with it.
 */
export async function loadProjection(
  file: string,
  isTypeChecked = true,
): Promise<Projection<unknown>> {
  if (!EXTENSION.test(file)) throw refused(file, 'expected a .ts or .js file', file)
  if (!existsSync(file)) throw refused(file, 'expected a file', 'none')
  if (isTypeChecked && /ts$/.test(file)) {
    const problems = await typeProblems(file)
    if (problems.length > 0) throw new Failure(inputProblem(problems.join('\n')))
  }
  return projectionIn(file, await exportsOf(file))
}

function projectionIn(
  file: string,
  exported: Readonly<Record<string, unknown>>,
): Projection<unknown> {
  const names = Object.keys(exported).filter((name) => name !== 'module.exports')
  const found = Object.hasOwn(exported, 'default')
    ? ['default']
    : names.filter((name) => isProjection(exported[name]))
  const expected = 'expected a projection as its default export, or as its one export that is one'
  const [name, ...others] = found
  if (name === undefined)
    throw refused(file, expected, `exports ${names.join(', ') || 'of nothing'}`)
  if (others.length > 0) throw refused(file, expected, `several: ${found.join(', ')}`)
  const value = exported[name]
  if (isProjection(value)) return value
  const problems = projectionProblems(value).map((problem) => `${file}: export ${name}: ${problem}`)
  throw new Failure(inputProblem(problems.join('\n')))
}

async function exportsOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  const hooks = registerHooks(HOOKS)
  try {
    const exported: unknown = await import(pathToFileURL(resolve(file)).href)
    return isExports(exported) ? exported : {}
  } catch (error) {
    throw refused(file, 'expected a module that can be loaded', String(error))
  } finally {
    hooks.deregister()
  }
}

function isExports(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

const OWN = pathToFileURL(__filename).href

/**
 * So that a file need not lie in this project's folder: its imports of this project are the ones that
 * run here, and TypeScript is a module whatever the package of its folder says.
 */
const HOOKS: Parameters<typeof registerHooks>[0] = {
  resolve: (specifier, context, next) =>
    specifier.startsWith('@gridledger/')
      ? next(specifier, { ...context, parentURL: OWN })
      : next(specifier, context),
  load: (url, context, next) =>
    /\.m?ts$/.test(url) && !url.includes('/node_modules/')
      ? next(url, { ...context, format: 'module-typescript' })
      : next(url, context),
}

function refused(file: string, expected: string, found: string): Failure {
  return new Failure(inputProblem(`${file}: ${expected}, found ${found}`))
}
