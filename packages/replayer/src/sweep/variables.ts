import * as E from 'fp-ts/Either'
import { Decimal, type ForkSet, parseCandlePath } from '@gridledger/domain'
import { parseTapeMethod, tapeMethodText } from '../derived/tapeMethod'
import { parseForkSet } from '../season/forkSet'
import { Time } from '../season/seasonFile'

/** What a name stands for, and so how its values are written. */
export type VariableKind = 'number' | 'word' | 'stop' | 'time' | 'tape'

/** Everything that a sweep may vary: all that a grid starts with, the rules, the tape, the season's span. */
export const VARIABLES: Readonly<Record<string, VariableKind>> = {
  direction: 'word',
  spacing: 'word',
  lowerPrice: 'number',
  upperPrice: 'number',
  /** The range around its recorded middle. */
  width: 'number',
  gridCount: 'number',
  leverage: 'number',
  investment: 'number',
  reserve: 'number',
  quantityPerGrid: 'number',
  basePosition: 'word',
  takeProfit: 'stop',
  stopLoss: 'stop',
  makerFee: 'number',
  takerFee: 'number',
  onStop: 'word',
  slippageTicks: 'number',
  fillRule: 'word',
  neutralStart: 'word',
  candlePath: 'tape',
  tape: 'tape',
  start: 'time',
  end: 'time',
}

/** One value of a variable: as it is written, and what it changes. */
export interface VariedValue {
  readonly text: string
  readonly set: ForkSet
  /** The method that makes its tape of the season's; null: the season's own. */
  readonly tape?: string | null
  readonly startMicros?: number
  readonly endMicros?: number
}

/** What of the recorded run and its season a value is relative to. */
export interface Recorded {
  readonly lowerPrice: string
  readonly upperPrice: string
  readonly candlePath: string | null
}

/** The value of a variable that a text stands for. A Left says what was expected. */
export function variedValue(
  name: string,
  text: string,
  recorded: Recorded,
): E.Either<string, VariedValue> {
  switch (name) {
    case 'width':
      return widthOf(text, recorded)
    case 'candlePath':
      return pathOf(text, recorded)
    case 'tape':
      return tapeOf(text)
    case 'start':
    case 'end':
      return timeOf(name, text)
    default: {
      const changes = parseForkSet([`${name}=${text}`])
      if (E.isRight(changes)) return E.right({ text, set: changes.right.set })
      return E.left(changes.left.replace(/^--set [^:]*: /, ''))
    }
  }
}

function widthOf(
  text: string,
  { lowerPrice, upperPrice }: Recorded,
): E.Either<string, VariedValue> {
  const lower = new Decimal(lowerPrice)
  const middle = lower.plus(upperPrice).div(2)
  const isNumber = /^\d+(\.\d+)?$/.test(text)
  const half = new Decimal(isNumber ? text : 0).div(2)
  if (half.lte(0) || half.gte(middle)) {
    const expected = `expected a width above 0 and below twice the middle ${middle.toFixed()}`
    return E.left(`${expected}, found ${JSON.stringify(text)}`)
  }
  const set = { lowerPrice: middle.minus(half).toFixed(), upperPrice: middle.plus(half).toFixed() }
  return E.right({ text, set })
}

function pathOf(text: string, { candlePath }: Recorded): E.Either<string, VariedValue> {
  const path = parseCandlePath(text)
  if (path === undefined) {
    const expected = 'expected nearest, high-first, low-first or seeded:N'
    return E.left(`${expected}, found ${JSON.stringify(text)}`)
  }
  const tape = text === candlePath ? null : tapeMethodText({ kind: 'path', path })
  return E.right({ text, set: {}, tape })
}

function tapeOf(text: string): E.Either<string, VariedValue> {
  if (text === 'recorded') return E.right({ text, set: {}, tape: null })
  const method = parseTapeMethod(text)
  if (E.isLeft(method)) return E.left(method.left.replace('expected ', 'expected recorded, '))
  if (method.right.kind === 'span')
    return E.left(`expected no span, which start and end are for, found ${JSON.stringify(text)}`)
  return E.right({ text, set: {}, tape: text })
}

function timeOf(name: 'start' | 'end', text: string): E.Either<string, VariedValue> {
  const time = Time.decode(text)
  if (E.isLeft(time) || time.right % 1_000_000 !== 0) {
    const expected = 'expected a time to the second with its zone such as 2025-10-24T00:00Z'
    return E.left(`${expected}, found ${JSON.stringify(text)}`)
  }
  return E.right({ text, set: {}, [`${name}Micros`]: time.right })
}
