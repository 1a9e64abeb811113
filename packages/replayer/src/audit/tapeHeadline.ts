import type { SparseData } from '@gridledger/domain'
import { duration, grouped } from '../text/format'
import { gridText } from './gridText'
import type { AnyEvent } from './records'
import type { Bar, SourceRow } from './source'
import type { Words } from './words'

type MarketEvent = Extract<
  AnyEvent,
  {
    readonly type:
      | 'TapeOpened'
      | 'FundingRatePublished'
      | 'TapeSealed'
      | 'SeasonOpened'
      | 'ContestantEntered'
      | 'SeasonClosed'
      | 'PriceTicked'
      | 'MarkPriceTicked'
  }
>

/** The same for the events of tapes and seasons. */
export function tapeHeadline(event: MarketEvent, words: Words, bar: Bar | null): string {
  const { price } = words
  switch (event.type) {
    case 'PriceTicked':
      return `The last price was ${price(event.data.priceTicks)}${inBar(bar)}.`
    case 'MarkPriceTicked':
      return `The mark price was ${price(event.data.markTicks)}${inBar(bar)}.`
    case 'FundingRatePublished': {
      const { rate } = event.data
      const payer = rate.startsWith('-') ? 'shorts pay longs' : 'longs pay shorts'
      return `The funding rate of ${words.rate(rate)} fell due: ${payer}.`
    }
    case 'TapeOpened':
      return openedHeadline(event.data)
    case 'TapeSealed': {
      const { ticks, marks, fundings, lowTicks, highTicks } = event.data
      const held = `${grouped(ticks)} ticks, ${grouped(marks)} marks, ${fundings} funding rates`
      return `The tape was sealed: ${held}, prices ${price(lowTicks)} to ${price(highTicks)}.`
    }
    case 'SeasonOpened': {
      const { season, instrument, fillRule, neutralStart } = event.data
      const rules = `fill rule ${fillRule}, neutral start ${neutralStart}`
      return `The season ${season} opened on ${instrument}: ${rules}.`
    }
    case 'ContestantEntered': {
      const { contestant, parameters, proposedBy, rationale } = event.data
      const { quoteCurrency } = words.units.instrument
      const invested = `${grouped(parameters.investment)} ${quoteCurrency}`
      const by = proposedBy === null ? '' : ` Proposed by ${proposedBy}.`
      const why = rationale === null ? '' : ` Its reason: ${rationale}`
      return `${contestant} entered with ${invested}: ${gridText(parameters)}.${by}${why}`
    }
    case 'SeasonClosed':
      return 'The season closed with the last tick of its tape.'
  }
}

function inBar(bar: Bar | null): string {
  if (bar === null) return ''
  return bar.tick === 'extreme' ? ', an extreme of its bar' : `, the ${bar.tick} of its bar`
}

function openedHeadline(opened: SparseData<'TapeOpened'>): string {
  const { kind, candles, trades, intervalMicros, candlePath, derived } = opened
  const { file = '', rows = 0 } = candles ?? trades ?? {}
  const bars = `bars of ${duration(intervalMicros ?? 0)}, path ${candlePath ?? ''}`
  const held = `${grouped(rows)} ${candles === null ? 'trades' : bars}`
  const made = kind === 'reconstruction' ? 'The reconstruction' : 'The tape'
  const of = derived === undefined ? '' : `, made by ${derived.method} of ${derived.from}`
  return `${made} opened: ${file}, ${held}${of}.`
}

/** What a row of a source file holds. */
export function rowText(row: SourceRow, bar: Bar | null, words: Words): string {
  const { holds, derived } = row
  if (derived !== undefined) {
    const { derived: _made, ...read } = row
    const text = rowText(read, bar, words).replace(/\.$/, '')
    return `${text}, as ${derived.method} made it of the tape ${derived.from}.`
  }
  if (holds === 'rate') return 'The row of this funding rate.'
  if (holds === 'trade') return 'The row of this trade.'
  if (bar === null) return 'The row of this price.'
  const figures = (['open', 'high', 'low', 'close'] as const).flatMap((name) => {
    const ticks = bar[name]
    return ticks === null ? [] : [`${name} ${words.price(ticks)}`]
  })
  const name = holds === 'mark' ? 'The mark bar' : 'The bar'
  return `${name} of ${words.time(bar.openMicros)}: ${figures.join(', ')}.`
}

/** Where a row stands. */
export const rowPlace = ({ file, word, line }: SourceRow): string =>
  `${file}, ${word} ${grouped(line)}`
