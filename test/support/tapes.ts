import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { BTC_USDT_SWAP } from '@gridledger/domain'
import { parseCandles } from '../../packages/replayer/src/import/candleFile'
import type { CandleTable, Expected } from '../../packages/replayer/src/import/candleRow'
import { type JoinedCandles, joinCandles } from '../../packages/replayer/src/import/candleSource'
import { firstLine } from '../../packages/replayer/src/import/csvBytes'
import { type FundingTable, parseFunding } from '../../packages/replayer/src/import/fundingFile'
import { recognise } from '../../packages/replayer/src/import/layouts'
import { tickScale } from '../../packages/replayer/src/import/numbers'
import { sourceOf } from '../../packages/replayer/src/import/sourceBytes'
import type { FundingSource, TapeSource } from '../../packages/replayer/src/import/tapeSource'

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

/** What the rows of a file have to be where they are BTC-USDT-SWAP's. */
export const BITCOIN: Expected = {
  scale: tickScale(BTC_USDT_SWAP.tickSize),
  instrument: BTC_USDT_SWAP.name,
}

/** The layout that bytes are recognised as; it must be one of candles. */
export function candleTable(bytes: Uint8Array): CandleTable {
  const { layout, ...rest } = right(recognise(firstLine(bytes)))
  if (layout.holds !== 'candles') throw new Error(`${layout.name} are no candles`)
  return { layout, ...rest }
}

/** The layout that bytes are recognised as; it must be one of funding rates. */
export function fundingTable(bytes: Uint8Array): FundingTable {
  const { layout, ...rest } = right(recognise(firstLine(bytes)))
  if (layout.holds !== 'funding') throw new Error(`${layout.name} are no funding rates`)
  return { layout, ...rest }
}

export function candleSource(path: string, csv: string, intervalMicros = MINUTE): JoinedCandles {
  const bytes = Buffer.from(csv)
  const table = candleTable(bytes)
  const rows = right(parseCandles(path, bytes, table, BITCOIN))
  const layout = table.layout.name
  const hash = createHash('sha256').update(bytes)
  const part = { path, name: path, bytes, hash, layout, rows, rowWord: 'line' as const }
  return right(joinCandles([part], { intervalMicros, acceptGaps: false }))
}

function fundingSource(csv: string): FundingSource {
  const bytes = Buffer.from(csv)
  const table = fundingTable(bytes)
  const { rows } = right(parseFunding('funding.csv', bytes, table, BTC_USDT_SWAP.name, false))
  return { rows, source: sourceOf('funding.csv', bytes, rows.length), layout: table.layout.name }
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
  return {
    kind: 'candles',
    instrument: BTC_USDT_SWAP,
    prices: candleSource(file, candles, intervalMicros),
    mark: mark === undefined ? null : candleSource('mark.csv', mark, markIntervalMicros),
    funding: funding === undefined ? null : fundingSource(funding),
  }
}
