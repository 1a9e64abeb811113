import {
  Decimal,
  type Instrument,
  MICROS_PER_HOUR,
  amountOf,
  instrumentUnits,
  priceOf,
} from '@gridledger/domain'
import type { DailyView, DayEnd } from './daily'
import type { OffGridSpell } from './offGrid'

/** One day of a run as decimal strings, its end in microseconds: what it came to by the day's end, and what the day itself did. */
export interface DayReport {
  readonly toMicros: number
  readonly equity: string
  /** Percent of the investment. */
  readonly returnPct: string
  /** The day's, in points of the investment. */
  readonly changePct: string
  readonly fills: number
  readonly pairs: number
  /** The day's, positive when paid. */
  readonly fee: string
  /** The day's, positive when received. */
  readonly fundingFee: string
  /** Hours of the day beyond the grid's outermost lines. */
  readonly offGridHours: string
  /** The last price. */
  readonly price: string
}

/** The rows of a run's days from its views; the start is the first one's beginning and no row. */
export function dailyReport(
  { ends, equity: { account } }: DailyView,
  spells: readonly OffGridSpell[],
  instrument: Instrument,
): readonly DayReport[] {
  const units = instrumentUnits(instrument)
  const profit = ({ equity, addedMargin }: DayEnd) => equity - account.investment - addedMargin
  const points = (money: number) =>
    amountOf(money).div(amountOf(account.investment)).times(100).toFixed()
  return ends.slice(1).map((end, index) => {
    const before = ends[index] ?? end
    const hours = new Decimal(microsWithin(spells, before.timeMicros, end.timeMicros))
    return {
      toMicros: end.timeMicros,
      equity: amountOf(end.equity).toFixed(),
      returnPct: points(profit(end)),
      changePct: points(profit(end) - profit(before)),
      fills: end.fills - before.fills,
      pairs: end.pairs - before.pairs,
      fee: amountOf(end.fee - before.fee).toFixed(),
      fundingFee: amountOf(end.fundingFee - before.fundingFee).toFixed(),
      offGridHours: hours.div(MICROS_PER_HOUR).toFixed(),
      price: priceOf(units, end.priceTicks).toFixed(),
    }
  })
}

/** How much of the spells lies within a stretch of time. */
function microsWithin(
  spells: readonly OffGridSpell[],
  fromMicros: number,
  toMicros: number,
): number {
  return spells.reduce((sum, spell) => {
    const from = Math.max(spell.fromMicros, fromMicros)
    return sum + Math.max(0, Math.min(spell.toMicros, toMicros) - from)
  }, 0)
}
