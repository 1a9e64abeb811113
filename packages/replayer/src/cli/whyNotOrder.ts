import type { LineOrder, OrderEnd } from '../audit/lineOrder'
import type { Approach } from '../audit/nearestApproach'
import type { WatchedOrder } from '../audit/reason'
import { NOTHING, type Story, type Words, capital, sentence, told } from './whyNotWords'

/** Where an order came from: `placed by fill #31`. */
function origin({ origin: from }: LineOrder): string {
  switch (from.kind) {
    case 'start':
      return 'laid at the start'
    case 'amendment':
      return 'laid by an amendment'
    case 'fill':
      return `placed by fill #${from.fill}`
    case 'tick':
      return 'placed when the price woke its slot'
  }
}

/** Since when an order rested, and where it came from: `A sell of 0.21 contracts rested there …`. */
export function rested(
  words: Words,
  order: LineOrder,
  subject = `${capital(words.order(order))} rested`,
): Story {
  const { placed } = order
  const since = `${subject} there since ${words.time(placed.timeMicros)}`
  return sentence(`${since}, ${origin(order)}.`, [words.event(placed.revision), 'the order'])
}

/** How near the price came. */
export function nearest(words: Words, when: string, { order, approach }: NearPrice): Story {
  if (approach === null) return NOTHING
  const { missingTicks, priceTicks, timeMicros, tick } = approach
  const at = words.time(timeMicros)
  const side = order.side === 'buy' ? 'above' : 'below'
  const text =
    missingTicks === 0
      ? `${when} the price touched the line and went no farther, at ${at}.`
      : `${when} the nearest price was ${words.price(priceTicks)}, ${words.distance(missingTicks)} ${side} the line, at ${at}.`
  return sentence(text, [words.tick(tick), 'the nearest price'])
}
interface NearPrice {
  readonly order: LineOrder
  readonly approach: Approach | null
}

/** How an order ended, from the moment asked about. */
export function ending(words: Words, { order, after }: WatchedOrder): Story {
  const { end } = order
  if (end === null) return sentence('It rests there still: the season is unfinished.')
  if (end.kind === 'filled') return filling(words, end)
  const later = nearest(words, 'From then to its end', { order, approach: after })
  const at = words.time(end.place.timeMicros)
  if (end.kind === 'season-end')
    return told(later, sentence(`It never filled: the season ended at ${at}.`))
  return told(
    later,
    sentence(`It never filled: ${CANCELLED[end.by]} took it back at ${at}.`, [
      words.event(end.event),
      CANCELLED[end.by],
    ]),
  )
}

const CANCELLED = {
  amendment: 'an amendment',
  'take-profit': 'the take profit',
  'stop-loss': 'the stop loss',
  liquidation: 'the liquidation',
} as const

function filling(words: Words, { place, fill }: Extract<OrderEnd, { kind: 'filled' }>): Story {
  const at = words.later(place.timeMicros)
  return sentence(`It filled at ${at}: fill #${fill}.`, [words.fill(fill), 'the fill'])
}

/** The next order at the price, or that there was none. */
export function nextOne(words: Words, order: LineOrder | null, side: string): Story {
  if (order === null) return sentence(`No ${side} came there afterwards.`)
  const at = words.later(order.placed.timeMicros)
  const came = `The next order there, ${words.order(order)}, came at ${at}, ${origin(order)}.`
  return told(
    sentence(came, [words.event(order.placed.revision), 'the next order']),
    order.end?.kind === 'filled' ? filling(words, order.end) : NOTHING,
  )
}
