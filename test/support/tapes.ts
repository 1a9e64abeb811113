import { either as E } from 'fp-ts'
import { BTC_USDT_SWAP } from '@gridledger/domain'
import { parseCandles } from '../../packages/replayer/src/import/candleFile'
import { parseFunding } from '../../packages/replayer/src/import/fundingFile'
import { tickScale } from '../../packages/replayer/src/import/numbers'
import {
  type CandleSource,
  type TapeSource,
  sourceOf,
} from '../../packages/replayer/src/import/tapeSource'

const MINUTE = 60_000_000

export function right<A>(result: E.Either<unknown, A>): A {
  if (E.isLeft(result)) throw new Error(String(result.left))
  return result.right
}

/** A bar: open, high, low and close in USDT. */
export type Bar = readonly [open: number, high: number, low: number, close: number]

/** Bars as a plain CSV, one after the other from a time in microseconds. */
export function candleCsv(
  fromMicros: number,
  bars: readonly Bar[],
  intervalMicros = MINUTE,
): string {
  const rows = bars.map((figures, bar) => {
    return [(fromMicros + bar * intervalMicros) / 1000, ...figures].join(',')
  })
  return ['ts_ms_utc,open,high,low,close', ...rows, ''].join('\n')
}

/** Funding rates as a plain CSV. */
export function fundingCsv(
  rates: readonly (readonly [timeMicros: number, rate: string])[],
): string {
  const rows = rates.map(([timeMicros, rate]) => `${timeMicros / 1000},${rate}`)
  return ['ts_ms_utc,funding_rate', ...rows, ''].join('\n')
}

export function candleSource(file: string, csv: string, intervalMicros = MINUTE): CandleSource {
  const bytes = Buffer.from(csv)
  const scale = tickScale(BTC_USDT_SWAP.tickSize)
  const rows = right(parseCandles(file, bytes, intervalMicros, scale))
  return { ...rows, intervalMicros, source: sourceOf(file, bytes, rows.candles.count) }
}

/** A tape's source from texts in place of files. */
export function tapeSource({
  candles,
  file = 'candles.csv',
  intervalMicros = MINUTE,
  funding,
  mark,
  markIntervalMicros = intervalMicros,
}: {
  readonly candles: string
  readonly file?: string
  readonly intervalMicros?: number
  readonly funding?: string
  readonly mark?: string
  readonly markIntervalMicros?: number
}): TapeSource {
  const fundingOf = (csv: string) => {
    const bytes = Buffer.from(csv)
    const rows = right(parseFunding('funding.csv', bytes))
    return { rows, source: sourceOf('funding.csv', bytes, rows.length) }
  }
  return {
    kind: 'candles',
    instrument: BTC_USDT_SWAP,
    candles: candleSource(file, candles, intervalMicros),
    mark: mark === undefined ? null : candleSource('mark.csv', mark, markIntervalMicros),
    funding: funding === undefined ? null : fundingOf(funding),
  }
}
