import type { Reason } from './reason'
import type { WhyNotAnswer } from './whyNot'
import { dormantSlot, emptyLine, notALine, outsideRange } from './whyNotGrid'
import { stopStory } from './whyNotStop'
import { ending, nearestUntil, nextOne, rested } from './whyNotOrder'
import { tickStory } from './whyNotTick'
import { NOTHING, type Story, type Words, sentence, told } from './whyNotWords'

type Of<Kind extends Reason['kind']> = Extract<Reason, { readonly kind: Kind }>

/** The answer in sentences, the reason first. */
export function storyOf(answer: WhyNotAnswer, words: Words): Story {
  const { reason } = answer
  switch (reason.kind) {
    case 'filled':
      return filled(reason, words)
    case 'not-started':
      return notStarted(reason, words)
    case 'stopped':
    case 'season-ended':
      return stopStory(reason, words)
    case 'outside-range':
      return outsideRange(reason, answer, words)
    case 'not-a-line':
      return notALine(reason, words)
    case 'not-reached':
    case 'just-placed':
    case 'fill-rule':
      return resting(reason, words)
    case 'start-tick':
    case 'amendment-tick':
    case 'candle-path':
    case 'end-tick':
      return tickStory(reason, answer, words)
    case 'other-side':
      return otherSide(reason, words)
    case 'filled-before':
      return filledBefore(reason, words)
    case 'empty-line':
      return emptyLine(reason, answer, words)
    case 'dormant-slot':
      return dormantSlot(reason, answer, words)
  }
}

function filled({ orders }: Of<'filled'>, words: Words): Story {
  const fills = orders.flatMap((order) => {
    const { end } = order
    if (end?.kind !== 'filled') return []
    const text = `It did fill: ${words.order(order)}, at ${words.time(end.place.timeMicros)}, fill #${end.fill}.`
    return [
      told(
        sentence(text, [words.fill(end.fill), 'the fill']),
        rested(words, order, 'It had rested'),
      ),
    ]
  })
  return told(...fills)
}

function notStarted({ start, next }: Of<'not-started'>, words: Words): Story {
  const begins = `The run had not started: it starts at ${words.later(start.place.timeMicros)}.`
  const event = [words.event(start.place.revision), 'the start'] as const
  const first =
    next === null
      ? sentence('No order was ever laid at this price.')
      : nextOne(words, next, { which: 'first' })
  return told(sentence(begins, event), first)
}

function resting(reason: Of<'not-reached' | 'just-placed' | 'fill-rule'>, words: Words): Story {
  const { watched } = reason
  const { order } = watched
  return told(
    sentence(restingReason(reason, words)),
    rested(words, order),
    nearestUntil(words, watched),
    ending(words, watched),
  )
}

function restingReason(
  reason: Of<'not-reached' | 'just-placed' | 'fill-rule'>,
  words: Words,
): string {
  if (reason.kind !== 'fill-rule') {
    return reason.kind === 'not-reached'
      ? 'The price did not reach the line.'
      : 'The order had only just been placed: it can fill from the next tick on.'
  }
  const { side, priceTicks } = reason.watched.order
  const beyond =
    side === 'buy'
      ? `${words.price(priceTicks - 1)} or lower`
      : `${words.price(priceTicks + 1)} or higher`
  const rule =
    reason.rule === 'through'
      ? 'a trade has to print beyond the line'
      : 'it has to go beyond the line'
  return `The price touched the line, and the fill rule is ${reason.rule}: ${rule}, to ${beyond}.`
}

function otherSide({ watched, next }: Of<'other-side'>, words: Words): Story {
  const { order } = watched
  const missing = order.side === 'buy' ? 'sell' : 'buy'
  return told(
    sentence(`No ${missing} rested on the line: a ${order.side} did.`),
    rested(words, order),
    nearestUntil(words, watched),
    ending(words, watched),
    nextOne(words, next, { missing }),
  )
}

function filledBefore({ order, prices, next }: Of<'filled-before'>, words: Words): Story {
  const { end } = order
  if (end?.kind !== 'filled') return NOTHING
  const when = words.earlier(end.place.timeMicros)
  const { counter } = end
  const answered =
    counter === null
      ? sentence('It placed nothing: the neighbouring line had its order already.')
      : sentence(`It placed a ${counter.side} at ${words.price(counter.priceTicks)}.`, [
          words.event(counter.revision),
          'the order that it placed',
        ])
  return told(
    sentence(
      `No order rested on the line: ${words.order(order)} had filled at ${when}, fill #${end.fill}.`,
      [words.fill(end.fill), 'the fill'],
    ),
    rested(words, order, 'It had rested'),
    answered,
    sentence(words.prices(prices)),
    nextOne(words, next),
  )
}
