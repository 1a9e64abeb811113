import { at } from '@gridledger/domain'
import type { LaidLines } from './lineHistory'
import type { NeighbourLine, Reason } from './reason'
import type { WhyNotAnswer } from './whyNot'
import { nextOne } from './whyNotOrder'
import { NOTHING, type Story, type Words, capital, sentence, told } from './whyNotWords'

type Of<Kind extends Reason['kind']> = Extract<Reason, { readonly kind: Kind }>

export function outsideRange(
  { laid, beyondTicks, prices, next }: Of<'outside-range'>,
  { priceTicks }: WhyNotAnswer,
  words: Words,
): Story {
  const [lower, upper] = [at(laid.linesTicks, 0), at(laid.linesTicks, laid.linesTicks.length - 1)]
  const [side, end] = priceTicks > upper ? ['above', 'highest'] : ['below', 'lowest']
  return told(
    sentence(
      `The price lies outside the range, ${words.distance(beyondTicks)} ${side} the ${end} line.`,
    ),
    sentence(
      `The range was ${words.price(lower)} to ${words.price(upper)}, ${since(laid, words)}.`,
      lines(laid, words),
    ),
    sentence(words.prices(prices)),
    next === null ? NOTHING : nextOne(words, next),
  )
}

export function notALine(
  { laid, below, above, prices, next }: Of<'not-a-line'>,
  words: Words,
): Story {
  const state = ({ priceTicks, side }: NeighbourLine) =>
    `${words.price(priceTicks)} (${side === null ? 'no order' : `a ${side} rested there`})`
  const events = [below, above].flatMap(({ priceTicks, order, side }) =>
    order === null || side === null
      ? []
      : [[words.event(order), `the ${side} at ${words.price(priceTicks)}`] as const],
  )
  return told(
    sentence('No line of the grid lies at this price.'),
    sentence(`The nearest lines were ${state(below)} and ${state(above)}.`, ...events),
    sentence(`These lines were in force ${since(laid, words)}.`, lines(laid, words)),
    sentence(words.prices(prices)),
    next === null ? NOTHING : nextOne(words, next),
  )
}

export function emptyLine(
  { laid, prices, next }: Of<'empty-line'>,
  answer: WhyNotAnswer,
  words: Words,
): Story {
  const price = words.price(laid.priceTicks)
  return told(
    sentence('No order rested on the line: it was the empty one between buys and sells.'),
    sentence(
      `It had had none ${since(laid, words)}, when the price was ${price}. ${bookText(answer, words)}`,
      lines(laid, words),
    ),
    sentence(words.prices(prices)),
    nextOne(words, next),
  )
}

export function dormantSlot(
  { laid, wakesAtTicks, prices, next }: Of<'dormant-slot'>,
  answer: WhyNotAnswer,
  words: Words,
): Story {
  const [way, neighbour] = wakesAtTicks > laid.priceTicks ? ['rises', 'below'] : ['falls', 'above']
  return told(
    sentence(
      'No order rested on the line: its slot sleeps, since the grid began without a base position.',
    ),
    sentence(
      `The next slot wakes when the price ${way} to ${words.price(wakesAtTicks)}, and gets its order on the line ${neighbour}. ${bookText(answer, words)}`,
      lines(laid, words),
    ),
    sentence(words.prices(prices)),
    nextOne(words, next),
  )
}

/** Which orders rested then: `Buys rested up to 110,500, sells from 111,500.` */
function bookText({ book }: WhyNotAnswer, words: Words): string {
  const { linesTicks, floorLine, topBuy, bottomSell, ceilingLine } = book
  const price = (line: number) => words.price(at(linesTicks, line))
  const parts = [
    ...(topBuy >= floorLine ? [`buys rested up to ${price(topBuy)}`] : []),
    ...(bottomSell <= ceilingLine ? [`sells from ${price(bottomSell)}`] : []),
  ]
  return parts.length === 0 ? 'No order rested at all.' : `${capital(parts.join(', '))}.`
}

function since({ place }: LaidLines, words: Words): string {
  const what = place.tick === 0 ? 'the start' : 'an amendment'
  return `since ${what} at ${words.time(place.timeMicros)}`
}

function lines({ place }: LaidLines, words: Words): readonly [string, string] {
  const what = place.tick === 0 ? 'the start' : 'the amendment'
  return [words.event(place.revision), `${what} that laid these lines`]
}
