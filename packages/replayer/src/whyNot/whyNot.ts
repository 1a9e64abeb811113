import { type Ledger, type Side, at } from '@gridledger/domain'
import type { FoundRun } from '../season/findRun'
import type { PointInTime } from '../season/pointInTime'
import {
  type AskedLine,
  isAsked,
  isIn,
  laidAt,
  nextOrder,
  pricesThen,
  ruleAt,
  watch,
} from './askedLine'
import { askedMoment } from './askedMoment'
import { restsAfter } from './lineOrder'
import type { NeighbourLine, Reason } from './reason'
import { readLine } from './readLine'
import { recordedTicks } from './recordedTicks'
import { runAt } from './runAt'
import { amendmentTick, candlePath, endTick, startTick } from './tickReasons'

/** Why no order at this price filled at that moment. */
export interface WhyNotQuestion {
  readonly priceTicks: number
  readonly point: PointInTime
  /** Null for an order of either side. */
  readonly side: Side | null
}

export interface WhyNotAnswer extends AskedLine {
  readonly reason: Reason
}

/**
 * Answers from the run's events and the ticks between an order's placing and its end. Throws Failure:
 * input for a revision that there is not, not-found where an unfinished season is not recorded so far.
 */
export async function whyNot(
  ledger: Ledger,
  asked: FoundRun,
  { priceTicks, point, side }: WhyNotQuestion,
): Promise<WhyNotAnswer> {
  const found = await runAt(ledger, asked, point)
  const moment = await askedMoment(ledger, found, point)
  const { history, book } = await readLine(ledger, found, priceTicks, moment.tick)
  const recorded = await recordedTicks(ledger, found, history, moment)
  const line = { ledger, found, priceTicks, side, moment, history, book, recordedTicks: recorded }
  return { ...line, reason: await findReason(line) }
}

/** The first of these that applies is the answer: what happened goes before what did not. */
const REASONS: readonly ((asked: AskedLine) => Reason | null | Promise<Reason | null>)[] = [
  notStarted,
  filled,
  endTick,
  stopped,
  amendmentTick,
  startTick,
  candlePath,
  noLine,
  resting,
  unoccupied,
]

async function findReason(asked: AskedLine): Promise<Reason> {
  for (const reasonOf of REASONS) {
    const reason = await reasonOf(asked)
    if (reason !== null) return reason
  }
  throw new Error(`${asked.found.run}: no reason for ${asked.priceTicks} ticks`)
}

function notStarted({ moment, history, side }: AskedLine): Reason | null {
  const [start] = history.laid
  if (moment.tick >= 0 || start === undefined) return null
  return {
    kind: 'not-started',
    start,
    next: history.orders.find((order) => isAsked(order, side)) ?? null,
  }
}

function filled({ moment: { from, to }, history, side }: AskedLine): Reason | null {
  const orders = history.orders.filter(
    (order) =>
      isAsked(order, side) && order.end?.kind === 'filled' && isIn(order.end.place.tick, from, to),
  )
  return orders.length === 0 ? null : { kind: 'filled', orders }
}

async function stopped(asked: AskedLine): Promise<Reason | null> {
  const {
    moment,
    side,
    history: { stop, orders },
  } = asked
  if (stop === null || stop.place.tick > moment.tick) return null
  const last = orders.findLast((order) => isAsked(order, side))
  const watched = last === undefined ? null : await watch(asked, last)
  return { kind: stop.reason === 'seasonEnd' ? 'season-ended' : 'stopped', stop, watched }
}

async function noLine(asked: AskedLine): Promise<Reason | null> {
  const { book, priceTicks } = asked
  const lines = book.linesTicks
  if (lines.includes(priceTicks)) return null
  const laid = laidAt(asked)
  const next = nextOrder(asked)
  const prices = await pricesThen(asked)
  const above = lines.findIndex((line) => line > priceTicks)
  if (above <= 0) {
    const nearest = at(lines, above < 0 ? lines.length - 1 : 0)
    const beyondTicks = Math.abs(priceTicks - nearest)
    return { kind: 'outside-range', laid, beyondTicks, prices, next }
  }
  return {
    kind: 'not-a-line',
    laid,
    below: neighbour(asked, above - 1),
    above: neighbour(asked, above),
    prices,
    next,
  }
}

async function resting(asked: AskedLine): Promise<Reason | null> {
  const { moment, history, side } = asked
  const order = history.orders.find((each) => restsAfter(each, moment.tick))
  if (order === undefined) return null
  const watched = await watch(asked, order)
  if (!isAsked(order, side)) return { kind: 'other-side', watched, next: nextOrder(asked) }
  const { before } = watched
  if (before === null) return { kind: 'just-placed', watched }
  if (before.missingTicks > 0) return { kind: 'not-reached', watched }
  return { kind: 'fill-rule', rule: ruleAt(history, before.tick), watched }
}

async function unoccupied(asked: AskedLine): Promise<Reason> {
  const { moment, history, book, priceTicks } = asked
  const laid = laidAt(asked)
  const next = nextOrder(asked)
  const prices = await pricesThen(asked)
  const order = history.orders.findLast(
    ({ placed }) => placed.tick <= moment.tick && placed.revision > laid.place.revision,
  )
  if (order !== undefined) return { kind: 'filled-before', order, prices, next }
  const line = book.linesTicks.indexOf(priceTicks)
  const { floorLine, ceilingLine, linesTicks } = book
  if (line > ceilingLine) {
    return {
      kind: 'dormant-slot',
      laid,
      wakesAtTicks: at(linesTicks, ceilingLine + 1),
      prices,
      next,
    }
  }
  if (line < floorLine) {
    return { kind: 'dormant-slot', laid, wakesAtTicks: at(linesTicks, floorLine - 1), prices, next }
  }
  return { kind: 'empty-line', laid, prices, next }
}

function neighbour({ book }: AskedLine, line: number): NeighbourLine {
  const order = at(book.orders, line)
  const side = order < 0 ? null : line <= book.topBuy ? 'buy' : 'sell'
  return { priceTicks: at(book.linesTicks, line), order: order < 0 ? null : order, side }
}
