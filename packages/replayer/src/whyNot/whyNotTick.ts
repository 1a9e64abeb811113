import type { Reason } from './reason'
import type { WhyNotAnswer } from './whyNot'
import { ending, rested } from './whyNotOrder'
import { NOTHING, type Story, type Words, sentence, told } from './whyNotWords'

type TickReason = Extract<
  Reason,
  { readonly kind: 'start-tick' | 'amendment-tick' | 'candle-path' | 'end-tick' }
>

/** The answer where a tick reached the line and filled nothing: the rule, the price, the order. */
export function tickStory(reason: TickReason, { found }: WhyNotAnswer, words: Words): Story {
  const { watched, reached } = reason
  const tick = [words.tick(reached.tick), 'the tick that reached the line'] as const
  return told(
    sentence(tickReason(reason, words), tick),
    rested(words, watched.order),
    reason.kind === 'candle-path' ? sentence(otherPath(reason, found.tape.candlePath)) : NOTHING,
    ending(words, watched),
  )
}

function tickReason({ kind, watched: { order }, reached }: TickReason, words: Words): string {
  const price = `${words.price(reached.priceTicks)}${words.at(reached.timeMicros)}`
  switch (kind) {
    case 'start-tick':
      return `The price was ${price}: the start lays the orders and fills none of them.`
    case 'end-tick':
      return `The price was ${price}: the last tick only values the run and fills no order.`
    case 'amendment-tick':
      return order.placed.tick === reached.tick
        ? `An amendment laid the order when the price was ${price}: nothing fills at such a tick.`
        : `An amendment took the order back when the price was ${price}: nothing fills at such a tick.`
    case 'candle-path': {
      const extreme = order.side === 'sell' ? 'high' : 'low'
      return `The candle reached the line with its ${extreme}, ${price}, before the order was there.`
    }
  }
}

function otherPath({ watched: { order } }: TickReason, candlePath: string | null): string {
  const [first, second] = order.side === 'sell' ? ['high', 'low'] : ['low', 'high']
  const path = candlePath === null ? '' : ` (${candlePath})`
  return `A candle does not say which came first: the path${path} has the ${first} first. Had the ${second} come first, the order could have filled.`
}
