import { type InstrumentUnits, amountOf, moneyText, priceOf } from '@gridledger/domain'
import type { JournalEntry } from '@gridledger/projections'
import type { FoundRun } from '../season/findRun'
import type { Fall } from './deepestFall'
import type { OffGridTicks } from './offGridTicks'
import type { GridChange, JournalFacts } from './runFacts'
import { placeText } from '../audit/reference'
import { grouped } from '../text/format'

/** An event that a figure rests on: `the peak`, `ticks-…@500`. */
export interface Ground {
  readonly what: string
  readonly event: string
}

type Fields = Readonly<Record<string, string>>

/** What a figure may be: a decimal string, a count, an answer, an object or a list of objects. */
export type FigureValue = string | number | boolean | null | Fields | readonly Fields[]

/** A figure of a run under the name that `run --json` gives it. */
export interface Figure {
  readonly name: string
  readonly value: FigureValue
  /** How it comes about, the numbers put in. */
  readonly arithmetic: string
  readonly from: readonly Ground[]
}

/** Everything that the figures of a run are derived from. */
export interface RunFacts {
  readonly run: FoundRun
  readonly journal: JournalFacts
  readonly changes: readonly GridChange[]
  readonly fall: Fall | null
  readonly spells: readonly OffGridTicks[]
}

export function figure(
  name: string,
  value: FigureValue,
  arithmetic: string,
  ...from: readonly (Ground | null)[]
): Figure {
  return { name, value, arithmetic, from: from.filter((each) => each !== null) }
}

/** What a figure rests on; null where there is no such event. */
export function ground(what: string, event: string | null): Ground | null {
  return event === null ? null : { what, event }
}

export const entryGround = (what: string, { event }: JournalEntry): Ground => {
  return { what, event: placeText(event) }
}

/** Money exactly, in groups of three: `1,022.14160596`; below zero in parentheses inside a sum. */
export const exact = (money: number): string => grouped(moneyText(money))
export const inSum = (money: number): string => (money < 0 ? `(${exact(money)})` : exact(money))

/** Money as `run --json` has it. */
export const amountText = (money: number): string => amountOf(money).toFixed()

export const priceText = (units: InstrumentUnits, ticks: number): string =>
  grouped(priceOf(units, ticks).toFixed())
