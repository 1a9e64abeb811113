import * as E from 'fp-ts/Either'
import { Decimal } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { Interval, Time } from '../season/seasonFile'
import type { VariableKind } from './variables'

/** The most that one sweep may try. */
export const MOST_COMBINATIONS = 1_000_000

type Values = E.Either<string, readonly string[]>

/**
 * The values that a list stands for, as texts: single ones, and ranges `from..to/step`; of numbers
 * `from:to:step` too. `to` is in a range where a step hits it.
 */
export function listedValues(kind: VariableKind, list: string): Values {
  const values: string[] = []
  for (const item of list.split(',').map((text) => text.trim())) {
    const found = valuesOf(kind, item)
    if (E.isLeft(found)) return found
    // Not spread: a range may have a million values.
    for (const value of found.right) values.push(value)
    if (values.length > MOST_COMBINATIONS) return tooMany
  }
  return E.right(values)
}

const tooMany = E.left(`expected at most ${MOST_COMBINATIONS} values, found more`)

function valuesOf(kind: VariableKind, item: string): Values {
  if (item === '') return E.left('expected a value or a range, found nothing')
  const isRange = item.includes('..') || (kind === 'number' && item.includes(':'))
  if (!isRange) return singleValue(kind, item)
  const pattern = item.includes('..') ? /^(.+?)\.\.(.+?)\/(.+)$/ : /^([^:]+):([^:]+):([^:]+)$/
  const [, from, to, step] = pattern.exec(item) ?? []
  const values =
    from === undefined || to === undefined || step === undefined
      ? undefined
      : rangeOf(kind, from, to, step)
  return values ?? E.left(`${EXPECTED_RANGE[kind]}, found ${JSON.stringify(item)}`)
}

function singleValue(kind: VariableKind, item: string): Values {
  if (kind !== 'number' || item === 'none') return E.right([item])
  const value = numberOf(item)
  return value === undefined
    ? E.left(`expected a number or a range such as 10..60/5, found ${JSON.stringify(item)}`)
    : E.right([value.toFixed()])
}

const EXPECTED_RANGE: Readonly<Record<VariableKind, string>> = {
  number: 'expected a range such as 10..60/5 or 10:60:5, its step above 0 and its end not below',
  stop: 'expected a range such as ratio:0.01..0.1/0.01, its step above 0 and its end not below',
  time: 'expected a range such as 2025-10-24T00:00Z..2025-10-28T00:00Z/6h, its end not before',
  word: 'expected single words, which have no order',
  tape: 'expected single names, which have no order',
}

/** Undefined where it is no range. */
function rangeOf(kind: VariableKind, from: string, to: string, step: string): Values | undefined {
  switch (kind) {
    case 'number':
      return numbers(from, to, step)
    case 'stop':
      return stops(from, to, step)
    case 'time':
      return times(from, to, step)
    case 'word':
    case 'tape':
      return undefined
  }
}

function numbers(from: string, to: string, step: string): Values | undefined {
  const [first, last, by] = [numberOf(from), numberOf(to), numberOf(step)]
  if (first === undefined || last === undefined || by === undefined) return undefined
  if (by.lte(0) || last.lt(first)) return undefined
  const count = last.minus(first).div(by).floor().plus(1)
  if (count.gt(MOST_COMBINATIONS)) return tooMany
  const all = Array.from({ length: count.toNumber() }, (_, index) => by.times(index).plus(first))
  return E.right(all.map((value) => value.toFixed()))
}

function stops(from: string, to: string, step: string): Values | undefined {
  const [, form, first = ''] = /^(price:|ratio:)(.+)$/.exec(from) ?? []
  const values = form === undefined ? undefined : numbers(first, to, step)
  return (
    values && E.map((all: readonly string[]) => all.map((value) => `${form ?? ''}${value}`))(values)
  )
}

function times(from: string, to: string, step: string): Values | undefined {
  const [first, last, by] = [Time.decode(from), Time.decode(to), Interval.decode(step)]
  if (E.isLeft(first) || E.isLeft(last) || E.isLeft(by) || last.right < first.right)
    return undefined
  const count = Math.floor((last.right - first.right) / by.right) + 1
  if (count > MOST_COMBINATIONS) return tooMany
  return E.right(
    Array.from({ length: count }, (_, index) => isoTime(first.right + index * by.right)),
  )
}

function numberOf(text: string): Decimal | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? new Decimal(text) : undefined
}
