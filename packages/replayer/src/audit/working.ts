import type { Money } from '@gridledger/domain'
import { Decimal, moneyOf, moneyText } from '@gridledger/domain'
import type { MarketAt } from '../season/ticksAt'
import type { Placed, Records } from './records'
import type { Standing } from './runBook'
import type { Subject } from './subject'
import type { Words } from './words'

/** A figure of an event, counted again: texts of exact decimals, or what else is recorded. */
export interface Working {
  readonly name: string
  /** With its numbers, so that one can do the sum. */
  readonly formula: string
  readonly value: string
  /** Of the value; empty where it has none. */
  readonly unit: string
  /** What the event holds; null for a figure that no event records. */
  readonly recorded: string | null
}

/** What a figure may be counted from: the event, the bot before it, and the market at its tick. */
export interface Evidence<Event extends Placed['event'] = Placed['event']> {
  readonly event: Event
  readonly subject: Subject
  readonly records: Records
  readonly words: Words
  readonly standing: Standing
  readonly market: MarketAt
}

export const differs = ({ value, recorded }: Working): boolean =>
  recorded !== null && recorded !== value

/** Money that was counted with decimals, rounded once to 1e-8, beside what is recorded. */
export function moneyWorking(
  { words: { units } }: Pick<Evidence, 'words'>,
  name: string,
  formula: string,
  amount: Decimal | Money,
  recorded: Money | null,
): Working {
  const value = moneyText(typeof amount === 'number' ? amount : moneyOf(amount))
  const unit = units.instrument.quoteCurrency
  return { name, formula, value, unit, recorded: recorded === null ? null : moneyText(recorded) }
}

/** A price in ticks. */
export function priceWorking(
  { words: { units } }: Pick<Evidence, 'words'>,
  name: string,
  formula: string,
  ticks: number,
  recorded: number,
): Working {
  const text = (price: number) => new Decimal(units.tickSize).times(price).toFixed()
  const unit = units.instrument.quoteCurrency
  return { name, formula, value: text(ticks), unit, recorded: text(recorded) }
}

/** Anything else: numbers by themselves, objects as JSON. */
export function plainWorking(
  name: string,
  formula: string,
  value: unknown,
  recorded: unknown,
  unit = '',
): Working {
  const text = (what: unknown) => (typeof what === 'string' ? what : JSON.stringify(what))
  return { name, formula, value: text(value), unit, recorded: text(recorded) }
}
