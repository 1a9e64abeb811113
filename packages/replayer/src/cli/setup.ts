import { Option } from 'commander'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { INSTRUMENTS, explain } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { readJson } from '../season/jsonFile'
import { SetupFile } from '../season/seasonFile'

/** Flags that set one field of SETUP.json each; the camel case of a flag is the field's name. */
const FIELD_FLAGS = [
  ['--instrument <name>', Object.keys(INSTRUMENTS).join(', ')],
  ['--direction <word>', 'neutral, long or short'],
  ['--spacing <word>', 'arithmetic or geometric'],
  ['--lower-price <price>', 'the lowest line'],
  ['--upper-price <price>', 'the highest line'],
  ['--grid-count <count>', 'intervals between the lines'],
  ['--leverage <times>', 'such as 5'],
  ['--investment <amount>', 'quote currency'],
  ['--reserve <share>', 'share of the investment that sizes no orders (default 0)'],
  ['--quantity-per-grid <contracts>', 'instead of sizing from the margin'],
  ['--base-position', 'long and short: fill the slots beyond the price at once (default)'],
  ['--no-base-position', 'long and short: start flat'],
  ['--maker-fee <share>', 'of grid orders (default 0.0002)'],
  ['--taker-fee <share>', 'of base and stop (default 0.0005)'],
  ['--neutral-start <word>', 'slots (default), all or skip-nearest'],
  ['--fill-rule <word>', 'touch (default) or cross'],
] as const

const STOP_FLAGS = [
  ['--take-profit-price <price>', 'the last price that takes the profit'],
  ['--take-profit-ratio <share>', 'the profit that does, as a share of the investment'],
  ['--stop-loss-price <price>', 'the last price that stops the loss'],
  ['--stop-loss-ratio <share>', 'the loss that does, as a positive share of the investment'],
] as const

/** One flag for each field of SETUP.json. */
export function setupFlags(): readonly Option[] {
  return [...FIELD_FLAGS, ...STOP_FLAGS].map(([flags, text]) => new Option(flags, text))
}

/** Flags that were given, by their name in camel case, as commander hands them over. */
export type GivenFlags = Readonly<Record<string, string | boolean | undefined>>

/** A setup, and how to say where one of its fields was written. */
export interface ReadSetup {
  readonly setup: SetupFile
  /** `--grid-count` for a flag, `setup.json: gridCount` for a field of the file. */
  readonly place: (field: string) => string
}

/** The setup of a file, of flags, or of both, flags first. Throws Failure for bad input. */
export function readSetup(path: string | undefined, given: GivenFlags): ReadSetup {
  const flags = fieldsOf(given)
  if (path === undefined && Object.keys(flags).length === 0)
    throw problem("preview: expected SETUP.json or the grid's flags, found neither")
  const anObject = t.record(t.string, t.unknown, 'an object')
  const file = path === undefined ? E.right({}) : readJson(path, anObject)
  if (E.isLeft(file)) throw problem(file.left)
  if ('contestants' in file.right) {
    throw problem(`${path ?? ''}: expected one contestant plus "instrument", found a whole season`)
  }
  const place = (field: string) => {
    const names = field.split(', ')
    const isFlag = path === undefined || names.some((name) => name.replace(/[.[].*$/, '') in flags)
    return isFlag ? names.flatMap((name) => flagsOf(name, given)).join(', ') : `${path}: ${field}`
  }
  const setup = SetupFile.decode({ ...file.right, ...flags })
  if (E.isRight(setup)) return { setup: setup.right, place }
  const lines = explain(setup.left).map((line) => line.replace(/^[^:]+/, place))
  throw problem(lines.join('\n'))
}

function problem(message: string): Failure {
  return new Failure(inputProblem(message))
}

type Fields = Readonly<Record<string, unknown>>

/** The fields that flags set. A count that is no number stays as it came: the codec names it. */
function fieldsOf(given: GivenFlags): Fields {
  const names = FIELD_FLAGS.map(([flags]) => new Option(flags).attributeName())
  const present = names.filter((name) => given[name] !== undefined)
  const { gridCount } = given
  const isCount = typeof gridCount === 'string' && /^\d+$/.test(gridCount)
  return {
    ...Object.fromEntries(present.map((name) => [name, given[name]])),
    ...(isCount ? { gridCount: Number(gridCount) } : {}),
    ...stopOf(given, 'takeProfit'),
    ...stopOf(given, 'stopLoss'),
  }
}

function stopOf(given: GivenFlags, name: 'takeProfit' | 'stopLoss'): Fields {
  const [price, ratio] = [given[`${name}Price`], given[`${name}Ratio`]]
  if (price !== undefined && ratio !== undefined)
    throw problem(`${flagsOf(name, given).join(', ')}: expected one of them, found both`)
  if (price !== undefined) return { [name]: { price } }
  return ratio === undefined ? {} : { [name]: { ratio } }
}

/** The flags behind a field: `gridCount` is `--grid-count`; a stop is whichever form was given. */
function flagsOf(field: string, given: GivenFlags): readonly string[] {
  const forms = [`${field}Price`, `${field}Ratio`].filter((name) => given[name] !== undefined)
  return (forms.length === 0 ? [field] : forms).map(
    (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  )
}
