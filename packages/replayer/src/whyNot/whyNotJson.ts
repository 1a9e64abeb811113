import { contractsOf, priceOf } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { LaidLines } from './lineHistory'
import type { LineOrder, OrderEnd, OrderOrigin } from './lineOrder'
import type { Approach } from './nearestApproach'
import type { NeighbourLine, Reason } from './reason'
import { ruleAt } from './askedLine'
import type { WhyNotAnswer } from './whyNot'

type Json = Readonly<Record<string, unknown>>

/** The answer as `--json` prints it: prices and quantities as decimal strings, events as `stream@revision`. */
export function whyNotJson(answer: WhyNotAnswer): Json {
  const { found, moment, book, priceTicks, side, history, reason } = answer
  const made = jsonOf(answer)
  const { linesTicks } = book
  const line = linesTicks.indexOf(priceTicks)
  const laid = history.laid.findLast(({ place }) => place.tick <= moment.tick)
  return {
    run: found.run,
    price: made.price(priceTicks),
    at: isoTime(moment.timeMicros),
    side,
    answer: reason.kind,
    tick: moment.tick < 0 ? null : made.tick(moment.tick),
    candle: moment.candleMicros === null ? null : isoTime(moment.candleMicros),
    fillRule: ruleAt(history, moment.tick),
    line: line < 0 ? null : line,
    lines: laid === undefined ? null : made.lines(laid),
    ...facts(reason, made),
  }
}

function facts(reason: Reason, made: Made): Json {
  switch (reason.kind) {
    case 'filled':
      return { orders: reason.orders.map(made.order) }
    case 'not-started':
      return { started: made.lines(reason.start), next: made.orNull(reason.next) }
    case 'stopped':
    case 'season-ended': {
      const { place, reason: stopReason, trigger } = reason.stop
      const stop = { event: made.event(place.revision), at: isoTime(place.timeMicros) }
      const reached = trigger === null ? null : made.event(trigger.revision)
      return {
        stop: { ...stop, reason: stopReason, trigger: reached },
        ...made.watched(reason.watched),
      }
    }
    case 'outside-range':
      return { beyond: made.price(reason.beyondTicks), ...made.unmet(reason) }
    case 'not-a-line': {
      const { below, above } = reason
      return { below: made.neighbour(below), above: made.neighbour(above), ...made.unmet(reason) }
    }
    case 'not-reached':
    case 'just-placed':
      return made.watched(reason.watched)
    case 'fill-rule':
      return { rule: reason.rule, ...made.watched(reason.watched) }
    case 'start-tick':
    case 'amendment-tick':
    case 'candle-path':
    case 'end-tick':
      return { reached: made.approach(reason.reached), ...made.watched(reason.watched) }
    case 'other-side':
      return { ...made.watched(reason.watched), next: made.orNull(reason.next) }
    case 'filled-before':
      return { order: made.order(reason.order), ...made.unmet(reason) }
    case 'empty-line':
      return made.unmet(reason)
    case 'dormant-slot':
      return { wakesAt: made.price(reason.wakesAtTicks), ...made.unmet(reason) }
  }
}

type Made = ReturnType<typeof jsonOf>

/** How the parts of an answer about this run are written. */
function jsonOf({ found }: Pick<WhyNotAnswer, 'found'>) {
  const { run, streams, units } = found
  const price = (ticks: number) => priceOf(units, ticks).toFixed()
  const event = (revision: number) => `${streams.run}@${revision}`
  const tick = (revision: number) => `${streams.ticks}@${revision}`
  const cause = (origin: OrderOrigin) =>
    origin.kind === 'tick' ? tick(origin.event) : event(origin.event)
  const end = (ended: OrderEnd): Json => {
    const place = { event: event(ended.place.revision), at: isoTime(ended.place.timeMicros) }
    if (ended.kind === 'season-end') return { kind: ended.kind, ...place }
    if (ended.kind === 'cancelled')
      return { kind: ended.kind, ...place, by: ended.by, cause: event(ended.event) }
    const counter = ended.counter === null ? null : event(ended.counter.revision)
    return { kind: ended.kind, ...place, fill: `${run}#${ended.fill}`, counter }
  }
  const order = (each: LineOrder): Json => ({
    event: event(each.placed.revision),
    side: each.side,
    quantity: contractsOf(units, each.quantityLots).toFixed(),
    placed: isoTime(each.placed.timeMicros),
    cause: cause(each.origin),
    end: each.end === null ? null : end(each.end),
  })
  const approach = (each: Approach | null): Json | null =>
    each === null
      ? null
      : {
          tick: tick(each.tick),
          at: isoTime(each.timeMicros),
          price: price(each.priceTicks),
          missing: price(each.missingTicks),
          missingTicks: each.missingTicks,
        }
  return {
    price,
    event,
    tick,
    order,
    approach,
    orNull: (each: LineOrder | null) => (each === null ? null : order(each)),
    lines: ({ place, linesTicks }: LaidLines): Json => ({
      lower: price(linesTicks.at(0) ?? 0),
      upper: price(linesTicks.at(-1) ?? 0),
      count: linesTicks.length,
      since: isoTime(place.timeMicros),
      event: event(place.revision),
    }),
    /** Where no order rested: the prices then, and the next order. */
    unmet: ({ prices, next }: Unmet): Json => ({
      low: price(prices.lowTicks),
      high: price(prices.highTicks),
      next: next === null ? null : order(next),
    }),
    neighbour: ({ priceTicks, order: revision, side }: NeighbourLine): Json => ({
      price: price(priceTicks),
      side,
      order: revision === null ? null : event(revision),
    }),
    watched: (each: WatchedOrderOrNull): Json => ({
      order: each === null ? null : order(each.order),
      nearest: approach(each?.before ?? null),
      nearestThen: approach(each?.then ?? null),
      nearestAfter: approach(each?.after ?? null),
    }),
  }
}
type Unmet = Pick<Extract<Reason, { kind: 'empty-line' }>, 'prices' | 'next'>
type WatchedOrderOrNull = Extract<Reason, { kind: 'stopped' | 'season-ended' }>['watched']
