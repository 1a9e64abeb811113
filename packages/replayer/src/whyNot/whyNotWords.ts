import { contractsOf, priceOf } from '@gridledger/domain'
import type { LineOrder } from './lineOrder'
import type { PriceSpan } from './reason'
import type { WhyNotAnswer } from './whyNot'
import { Interval } from '../season/seasonFile'
import { duration, grouped } from '../text/format'
import { moment } from '../text/terminal'

/** What is told of an answer: sentences, and the events that one can look at next. */
export interface Story {
  readonly sentences: readonly string[]
  readonly events: readonly (readonly [reference: string, what: string])[]
}

export const NOTHING: Story = { sentences: [], events: [] }

/** Several stories as one, in their order. */
export function told(...stories: readonly Story[]): Story {
  return {
    sentences: stories.flatMap(({ sentences }) => sentences),
    events: stories.flatMap(({ events }) => events),
  }
}

/** One sentence, and what it speaks of. */
export function sentence(text: string, ...events: Story['events']): Story {
  return { sentences: [text], events }
}

export type Words = ReturnType<typeof wordsFor>

/** How prices, times, orders and events of an answer are said. */
export function wordsFor({ found, moment: asked }: WhyNotAnswer, timeZone: string) {
  const { run, streams, units, tape } = found
  const { intervalMicros } = tape
  const { quoteCurrency } = units.instrument
  const price = (ticks: number) => grouped(priceOf(units, ticks).toFixed())
  const time = (micros: number) => moment(micros, timeZone)
  const candle =
    asked.candleMicros === null || intervalMicros === null
      ? null
      : `In the ${Interval.encode(intervalMicros)} candle of ${time(asked.candleMicros)}`
  return {
    price,
    time,
    distance: (ticks: number) =>
      `${price(ticks)} ${quoteCurrency} (${grouped(ticks)} ${ticks === 1 ? 'tick' : 'ticks'})`,
    /** Begins a sentence about the price at the moment. */
    then: candle === null ? 'The price then' : `${candle} the nearest price`,
    /** Where the price was at the moment. */
    prices: ({ lowTicks, highTicks }: PriceSpan) =>
      candle === null
        ? `The price then was ${price(highTicks)}.`
        : `${candle} the price lay between ${price(lowTicks)} and ${price(highTicks)}.`,
    /** `, at …` where it is another moment. */
    at: (micros: number) => (micros === asked.timeMicros ? '' : `, at ${time(micros)}`),
    /** A later moment with how much later than the one asked about. */
    later: (micros: number) =>
      micros > asked.timeMicros
        ? `${time(micros)}, ${duration(micros - asked.timeMicros)} later`
        : time(micros),
    earlier: (micros: number) =>
      micros < asked.timeMicros
        ? `${time(micros)}, ${duration(asked.timeMicros - micros)} before`
        : time(micros),
    order: ({ side, quantityLots }: LineOrder) =>
      `a ${side} of ${contractsOf(units, quantityLots).toFixed()} contracts`,
    event: (revision: number) => `${streams.run}@${revision}`,
    tick: (revision: number) => `${streams.ticks}@${revision}`,
    fill: (fill: number) => `${run}#${fill}`,
  }
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
