import type { BotState, FillRule, Ledger, Side } from '@gridledger/domain'
import type { FoundRun } from '../season/findRun'
import type { AskedMoment } from './askedMoment'
import type { LaidLines, LineHistory } from './lineHistory'
import { type LineOrder, fillableTicks } from './lineOrder'
import { type Approach, type TickRange, nearestApproach } from './nearestApproach'
import type { PriceSpan, WatchedOrder } from './reason'
import { firstTick } from './runAt'

/** What is known of the price and the moment of a question. */
export interface AskedLine {
  readonly ledger: Ledger
  readonly found: FoundRun
  readonly priceTicks: number
  readonly side: Side | null
  readonly moment: AskedMoment
  readonly history: LineHistory
  /** The bot after the last tick at or before the moment, with all its events. */
  readonly book: BotState
  /** How many ticks of the tape the run has seen. */
  readonly recordedTicks: number
}

/** The fill rule that was in force at a tick; before the start, the one that it brings. */
export function ruleAt({ rules }: LineHistory, tick: number): FillRule {
  const inForce = rules.findLast(({ fromTick }) => fromTick <= tick) ?? rules[0]
  return inForce?.rule ?? 'touch'
}

export function isAsked(order: LineOrder, side: AskedLine['side']): boolean {
  return side === null || order.side === side
}

export function isIn(tick: number, from: number, to: number): boolean {
  return tick >= from && tick < to
}

/** The lines in force at the moment. */
export function laidAt({ history, moment, found }: AskedLine): LaidLines {
  const laid = history.laid.findLast(({ place }) => place.tick <= moment.tick)
  if (laid === undefined) throw new Error(`${found.run} has no lines at tick ${moment.tick}`)
  return laid
}

/** The first order at the price that was placed after the moment. */
export function nextOrder({ history, moment, side }: AskedLine): LineOrder | null {
  return (
    history.orders.find((order) => order.placed.tick > moment.tick && isAsked(order, side)) ?? null
  )
}

/** The tick, if its price would have filled an order that rested; else null. */
export async function reachedAt(
  { ledger, found, history }: AskedLine,
  order: LineOrder,
  tick: number,
): Promise<Approach | null> {
  const { ticks } = found.streams
  const approach = await nearestApproach(ledger, ticks, order, { from: tick, to: tick + 1 })
  const most = ruleAt(history, tick) === 'touch' ? 0 : -1
  return approach !== null && approach.missingTicks <= most ? approach : null
}

/** The lowest and the highest last price in the moment's candle; of trades, the price then. */
export async function pricesThen(asked: AskedLine): Promise<PriceSpan> {
  const extreme = async (side: Side) => {
    const { ledger, found } = asked
    const beside = { side, priceTicks: asked.priceTicks }
    return nearestApproach(ledger, found.streams.ticks, beside, candleTicks(asked))
  }
  const [low, high] = [await extreme('buy'), await extreme('sell')]
  if (low === null || high === null) throw new Error(`${asked.found.run}: no tick at the moment`)
  return { lowTicks: low.priceTicks, highTicks: high.priceTicks }
}

/** The ticks of the moment's candle; the last tick where it lies in none. */
function candleTicks({ moment: { from, to, tick } }: AskedLine): TickRange {
  return { from: Math.min(from, tick), to: Math.max(to, tick + 1) }
}

/** What the price did while an order rested: up to the end of the moment's candle, then to its end. */
export async function watch(asked: AskedLine, order: LineOrder): Promise<WatchedOrder> {
  const { ledger, found, recordedTicks } = asked
  const { from: placed, to } = fillableTicks(order, recordedTicks)
  // Before its own first tick a fork saw the prices of another tape.
  const from = Math.max(placed, firstTick(found))
  const candle = candleTicks(asked)
  const middle = Math.min(to, candle.to)
  const near = (first: number, last: number) =>
    nearestApproach(ledger, found.streams.ticks, order, { from: first, to: last })
  const before = await near(from, middle)
  const then = await near(Math.max(from, candle.from), middle)
  const after = order.end?.kind === 'filled' ? null : await near(Math.max(from, middle), to)
  return { order, before, then, after }
}
