import { type AskedLine, isAsked, isIn, reachedAt, watch } from './askedLine'
import type { Reason } from './reason'

/** The last tick of a season only values the run, also where it reaches a line. */
export async function endTick(asked: AskedLine): Promise<Reason | null> {
  const {
    moment: { from, to },
    history,
    side,
  } = asked
  const order = history.orders.findLast((each) => isAsked(each, side))
  if (order?.end?.kind !== 'season-end') return null
  const { tick } = order.end.place
  const reached = isIn(tick, from, to) ? await reachedAt(asked, order, tick) : null
  if (reached === null) return null
  return { kind: 'end-tick', watched: await watch(asked, order), reached }
}

/** An order that an amendment took back or laid at a tick that reached it: nothing fills there. */
export async function amendmentTick(asked: AskedLine): Promise<Reason | null> {
  const {
    moment: { from, to },
    history,
    side,
  } = asked
  for (const order of history.orders.toReversed()) {
    const { placed, origin, end } = order
    if (!isAsked(order, side)) continue
    const ticks = [
      ...(origin.kind === 'amendment' ? [placed.tick] : []),
      ...(end?.kind === 'cancelled' && end.by === 'amendment' ? [end.place.tick] : []),
    ]
    for (const tick of ticks) {
      const reached = isIn(tick, from, to) ? await reachedAt(asked, order, tick) : null
      if (reached === null) continue
      return { kind: 'amendment-tick', watched: await watch(asked, order), reached }
    }
  }
  return null
}

/** The start tick lays the orders and fills none of them. */
export async function startTick(asked: AskedLine): Promise<Reason | null> {
  const {
    moment: { from, to },
    history,
    side,
  } = asked
  const order = history.orders.find((each) => isAsked(each, side) && each.origin.kind === 'start')
  if (order === undefined || !isIn(order.placed.tick, from, to)) return null
  const reached = await reachedAt(asked, order, order.placed.tick)
  if (reached === null) return null
  return { kind: 'start-tick', watched: await watch(asked, order), reached }
}

/**
 * A candle that reached the line with its first extreme and placed the order with its second: which
 * came first is not known, and the other way round the order could have filled.
 */
export async function candlePath(asked: AskedLine): Promise<Reason | null> {
  const {
    moment: { from, to, candleMicros },
    history,
    side,
  } = asked
  if (candleMicros === null || to - from !== 4) return null
  const order = history.orders.find(
    (each) => isAsked(each, side) && each.origin.kind === 'fill' && each.placed.tick === from + 2,
  )
  const reached = order === undefined ? null : await reachedAt(asked, order, from + 1)
  if (order === undefined || reached === null) return null
  return { kind: 'candle-path', watched: await watch(asked, order), reached }
}
