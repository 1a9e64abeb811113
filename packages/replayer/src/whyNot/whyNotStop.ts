import type { GridStop } from './lineHistory'
import type { Reason } from './reason'
import { grouped, percent } from '../text/format'
import { ending, nearest, rested } from './whyNotOrder'
import { NOTHING, type Story, type Words, sentence, told } from './whyNotWords'

/** The answer after a run's end: what ended it, and how the last order at the price fared. */
export function stopStory(
  { stop, watched }: Extract<Reason, { readonly kind: 'stopped' | 'season-ended' }>,
  words: Words,
): Story {
  const when = words.earlier(stop.place.timeMicros)
  const stopped = [words.event(stop.place.revision), 'the end of the run'] as const
  const reason = sentence(`${ended(stop, when)} No order rests after that.`, stopped)
  if (watched === null) return told(reason, sentence('No order was ever laid at this price.'))
  const { order, before } = watched
  const isOver = order.end?.kind === 'filled' || order.end?.place.tick !== stop.place.tick
  const subject = `The last order there, ${words.order(order)}, had rested`
  return told(
    reason,
    rested(words, order, subject),
    order.end?.kind === 'filled'
      ? NOTHING
      : nearest(words, 'Until its end the nearest price', order, before),
    isOver ? ending(words, watched) : NOTHING,
  )
}

function ended({ reason, trigger }: GridStop, when: string): string {
  if (reason === 'seasonEnd') return `The season had ended, at ${when}.`
  if (trigger === null) return `The grid had been liquidated, at ${when}.`
  const level =
    trigger.by === 'price'
      ? `at the price ${grouped(trigger.threshold)}`
      : `at ${percent(trigger.threshold, 2)} % of the investment`
  const what = trigger.kind === 'take-profit' ? 'take profit' : 'stop loss'
  return `The grid had stopped: its ${what} ${level} was reached at ${when}.`
}
