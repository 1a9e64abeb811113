import type { WhyNotAnswer } from './whyNot'
import { Interval } from '../season/seasonFile'
import { paint } from '../text/terminal'
import { storyOf } from './whyNotStory'
import { wordsFor } from './whyNotWords'

/** The answer as a trader reads it: what was asked, the reason, its facts, and where to look next. */
export function whyNotText(answer: WhyNotAnswer, timeZone: string): string {
  const words = wordsFor(answer, timeZone)
  const { found, moment, priceTicks, side } = answer
  const order = side === null ? '' : `a ${side} at `
  const asked = `${order}${words.price(priceTicks)} at ${words.time(moment.timeMicros)}`
  const { sentences, events } = storyOf(answer, words)
  const [reason = '', ...facts] = sentences
  const named = events.filter(([name], index) => index === events.findIndex(([n]) => n === name))
  const width = Math.max(...named.map(([name]) => name.length))
  return [
    '',
    paint('dim', `${found.run}, ${asked}`),
    paint('bold', reason),
    ...facts,
    ...candleHint(answer).map((hint) => paint('dim', hint)),
    '',
    paint('dim', 'to audit next'),
    ...named.map(([name, what]) => `  ${name.padEnd(width)}  ${paint('dim', what)}`),
    '',
  ].join('\n')
}

/** What a tape of candles cannot show, where an answer stands on its ticks. */
function candleHint({ reason, found }: WhyNotAnswer): readonly string[] {
  const { intervalMicros, candlePath } = found.tape
  const standsOnTicks = ['not-reached', 'just-placed', 'fill-rule'].includes(reason.kind)
  if (intervalMicros === null || candlePath === null || !standsOnTicks) return []
  const interval = Interval.encode(intervalMicros)
  return [
    `Of a ${interval} candle the tape has four prices: high and low are exact, which came first is assumed (${candlePath}).`,
  ]
}
