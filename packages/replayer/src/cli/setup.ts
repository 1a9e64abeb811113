import { parse } from 'node:path'
import { Option } from 'commander'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { INSTRUMENTS, explain } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { readJson } from '../season/jsonFile'
import type { Bot } from '../season/addBots'
import { nearestValidName } from '../season/name'
import { BotFile, type Place, SetupFile } from '../season/seasonFile'
import { shellText } from './shell'

/** Flags that set one field of SETUP.json each; the camel case of a flag is the field's name. */
const FIELD_FLAGS = [
  ['--name <name>', 'a-z, 0-9 and - (default: that of the file)'],
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
  ['--fill-rule <word>', 'touch (default), cross or, on trades, through'],
  ['--on-stop <word>', 'close (default) or keep the position'],
  ['--slippage-ticks <count>', 'how many ticks worse a stop closes (default 0)'],
] as const

const STOP_FLAGS = [
  ['--take-profit-price <price>', 'the last price that takes the profit'],
  ['--take-profit-ratio <share>', 'the profit that does, as a share of the investment'],
  ['--stop-loss-price <price>', 'the last price that stops the loss'],
  ['--stop-loss-ratio <share>', 'the loss that does, as a positive share of the investment'],
] as const

const ALL_FLAGS = [...FIELD_FLAGS, ...STOP_FLAGS]

/** One flag for each field of SETUP.json, in a group of their own in `--help`. */
export function setupFlags(group: string): readonly Option[] {
  return ALL_FLAGS.map(([flags, text]) => new Option(flags, text).helpGroup(group))
}

/** Flags that were given, by their name in camel case, as commander hands them over. */
export type GivenFlags = Readonly<Record<string, unknown>>

/** The setup's flags that were given, as they are written on the command line. */
export function flagArguments(given: GivenFlags): readonly string[] {
  const names = new Set(ALL_FLAGS.map(([flags]) => new Option(flags).attributeName()))
  return [...names].flatMap((name) => {
    const value = given[name]
    if (value === undefined) return []
    if (typeof value === 'string') return [flagOf(name), value]
    return [value === true ? flagOf(name) : flagOf(`no-${name}`)]
  })
}

/** A setup, and where each of its fields was written. */
export interface ReadSetup {
  readonly setup: SetupFile
  readonly place: Place
}

/** The setup of a file, of flags, or of both, flags first. Throws Failure for bad input. */
export function readSetup(path: string | undefined, given: GivenFlags): ReadSetup {
  if (path === undefined && flagArguments(given).length === 0)
    throw problem("preview: expected SETUP.json or the grid's flags, found neither")
  const { value, place } = readFields(path, given, SetupFile, 'one contestant plus "instrument"')
  return { setup: value, place }
}

/**
 * The contestant of a file, of flags, or of both, flags first; without a name it goes by that of
 * the file. Throws Failure for bad input.
 */
export function readBot(path: string | undefined, given: GivenFlags): Bot {
  const name = path === undefined ? undefined : nearestValidName(parse(path).name)
  const defaults = name === undefined ? {} : { name }
  const { value, place } = readFields(path, given, BotFile, 'one contestant', defaults)
  return { bot: value, place }
}

/** The fields of a file and of flags through a codec of theirs. */
function readFields<A>(
  path: string | undefined,
  given: GivenFlags,
  codec: t.Type<A, unknown>,
  wanted: string,
  defaults: Fields = {},
): { readonly value: A; readonly place: Place } {
  const flags = fieldsOf(given)
  const anObject = t.record(t.string, t.unknown, 'an object')
  const file = path === undefined ? E.right({}) : readJson(path, anObject)
  if (E.isLeft(file)) throw problem(file.left)
  if (path !== undefined && 'contestants' in file.right) {
    const advice = `it runs with: npx gridledger run ${shellText([path])}`
    throw problem(`${path}: expected ${wanted}, found a whole season; ${advice}`)
  }
  const place = (field: string) => {
    const names = field.split(', ')
    const isFlag = (name: string) => path === undefined || name.replace(/[.[].*$/, '') in flags
    if (!names.some(isFlag)) return `${path ?? ''}: ${field}`
    const placeOf = (name: string) =>
      isFlag(name) ? flagsOf(name.replace(/[.[].*$/, ''), given) : [`${path}: ${name}`]
    return names.flatMap(placeOf).join(', ')
  }
  const decoded = codec.decode({ ...defaults, ...file.right, ...flags })
  if (E.isRight(decoded)) return { value: decoded.right, place }
  const lines = explain(decoded.left).map((line) => line.replace(/^[^:]+/, place))
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
  const counts = ['gridCount', 'slippageTicks'].filter((name) => /^\d+$/.test(String(given[name])))
  return {
    ...Object.fromEntries(present.map((name) => [name, given[name]])),
    ...Object.fromEntries(counts.map((name) => [name, Number(given[name])])),
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
  return (forms.length === 0 ? [field] : forms).map(flagOf)
}

/** `gridCount` as `--grid-count`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
