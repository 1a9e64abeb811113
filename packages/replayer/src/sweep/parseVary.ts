import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { nearestName } from '@gridledger/domain'
import { MOST_COMBINATIONS, listedValues } from './listedValues'
import { type Recorded, VARIABLES, type VariedValue, variedValue } from './variables'

/** One variable with the values that a sweep tries. */
export interface Axis {
  readonly name: string
  readonly values: readonly VariedValue[]
}

/**
 * The axes of `--vary name=values`: values are a list `a,b,c`, each of them a value or a range, from
 * `..` to `/` step, or from`:`to`:`step where they are numbers; `to` is in it where a step hits it. A
 * Left names each flag that is wrong.
 */
export function parseVary(
  flags: readonly string[],
  recorded: Recorded,
): E.Either<string, readonly Axis[]> {
  const axes = flags.map((flag) => parseAxis(flag, recorded))
  const problems = axes.flatMap((axis) => (E.isLeft(axis) ? [axis.left] : []))
  if (problems.length > 0) return E.left(problems.join('\n'))
  const made = axes.flatMap((axis) => (E.isRight(axis) ? [axis.right] : []))
  const problem = problemTogether(made)
  return problem === undefined ? E.right(made) : E.left(problem)
}

/** What excludes each other: both would set the same. */
const EXCLUSIVE = [
  ['width', 'lowerPrice'],
  ['width', 'upperPrice'],
  ['tape', 'candlePath'],
] as const

function problemTogether(axes: readonly Axis[]): string | undefined {
  const names = axes.map(({ name }) => name)
  const twin = names.find((name, index) => names.indexOf(name) !== index)
  if (twin !== undefined) return `--vary ${twin}: expected it once, found it twice`
  const clash = EXCLUSIVE.find(([one, other]) => names.includes(one) && names.includes(other))
  if (clash !== undefined)
    return `--vary ${clash[0]}: expected no ${clash[1]} beside it, found both`
  const count = axes.reduce((product, { values }) => product * values.length, 1)
  if (count <= MOST_COMBINATIONS) return undefined
  const sizes = axes.map(({ values }) => values.length).join(' · ')
  return `--vary: expected at most ${MOST_COMBINATIONS} combinations, found ${count} (${sizes})`
}

function parseAxis(flag: string, recorded: Recorded): E.Either<string, Axis> {
  const [, name = '', list = ''] = /^([^=]*)=(.*)$/s.exec(flag) ?? []
  if (name === '')
    return E.left(
      `--vary: expected name=values such as gridCount=10..60/5, found ${JSON.stringify(flag)}`,
    )
  const kind = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined
  if (kind === undefined) return E.left(`--vary ${name}: ${unknownName(name)}`)
  return pipe(
    listedValues(kind, list),
    E.chain((texts) => axisOf(name, texts, recorded)),
    E.mapLeft((problem) => `--vary ${name}: ${problem}`),
  )
}

function axisOf(
  name: string,
  texts: readonly string[],
  recorded: Recorded,
): E.Either<string, Axis> {
  const values: VariedValue[] = []
  const known = new Set<string>()
  for (const text of texts) {
    const value = variedValue(name, text, recorded)
    if (E.isLeft(value)) return value
    if (known.has(text)) return E.left(`expected each value once, found ${text} twice`)
    known.add(text)
    values.push(value.right)
  }
  return E.right({ name, values })
}

function unknownName(name: string): string {
  const known = Object.keys(VARIABLES)
  const nearest = nearestName(name, known)
  return nearest === undefined
    ? `expected one of ${known.join(', ')}`
    : `nothing of that name varies; did you mean ${nearest}?`
}
