import type { LineOrder, OrderEnd } from './lineOrder'
import type { Approach } from './nearestApproach'
import type { WatchedOrder } from './reason'
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

function cause(words: Words, { origin: from }: LineOrder): Story['events'][number] {
  switch (from.kind) {
    case 'start':
      return [words.event(from.event), 'the start that laid it']
    case 'amendment':
      return [words.event(from.event), 'the amendment that laid it']
    case 'fill':
      return [words.fill(from.fill), 'the fill that placed it']
    case 'tick':
      return [words.tick(from.event), 'the tick that woke its slot']
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
  return sentence(
    `${since}, ${origin(order)}.`,
    [words.event(placed.revision), 'the order'],
    cause(words, order),
  )
}

/** How near the price came up to the moment, and at it. */
export function nearestUntil(words: Words, { order, before, then }: WatchedOrder): Story {
  const isThen = before !== null && then?.tick === before.tick
  return told(
    isThen ? NOTHING : nearest(words, words.then, order, then),
    nearest(words, isThen ? words.then : 'Until then the nearest price', order, before),
  )
}

/** How near the price came to an order; `which` price it is begins the sentence. */
export function nearest(
  words: Words,
  which: string,
  order: LineOrder,
  approach: Approach | null,
): Story {
  if (approach === null) return NOTHING
  const { missingTicks, priceTicks, timeMicros, tick } = approach
  const price = `${which} was ${words.price(priceTicks)}`
  const side = order.side === 'buy' ? 'above' : 'below'
  const missing =
    missingTicks === 0 ? 'on the line' : `${words.distance(missingTicks)} ${side} the line`
  const event = [words.tick(tick), `the price of ${words.price(priceTicks)}`] as const
  return sentence(`${price}, ${missing}${words.at(timeMicros)}.`, event)
}

/** How an order ended, from the moment asked about. */
export function ending(words: Words, { order, after }: WatchedOrder): Story {
  const { end } = order
  if (end === null) return sentence('It rests there still: the season is unfinished.')
  if (end.kind === 'filled') return filling(words, end)
  const later = nearest(words, 'From then to its end the nearest price', order, after)
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
  amendment: 'the amendment',
  'take-profit': 'the take profit',
  'stop-loss': 'the stop loss',
  liquidation: 'the liquidation',
} as const

function filling(
  words: Words,
  { place, fill }: Extract<OrderEnd, { kind: 'filled' }>,
  what = 'its fill',
): Story {
  const at = words.later(place.timeMicros)
  return sentence(`It filled at ${at}: fill #${fill}.`, [words.fill(fill), what])
}

/** The next order at the price, or that there was none. */
export function nextOne(
  words: Words,
  order: LineOrder | null,
  {
    missing = 'order',
    which = 'next',
  }: { readonly missing?: string; readonly which?: string } = {},
): Story {
  if (order === null) return sentence(`No ${missing} came there afterwards.`)
  const at = words.later(order.placed.timeMicros)
  const came = `The ${which} order there, ${words.order(order)}, came at ${at}, ${origin(order)}.`
  return told(
    sentence(came, [words.event(order.placed.revision), `the ${which} order`]),
    order.end?.kind === 'filled'
      ? filling(words, order.end, `the fill of the ${which} order`)
      : NOTHING,
  )
}
