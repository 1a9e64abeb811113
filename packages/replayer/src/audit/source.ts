import { type Cause, type SparseData, sourceLine } from '@gridledger/domain'
import { type Placed, type Records, isOf } from './records'

type Opened = SparseData<'TapeOpened'>

/** A row of a source file that a tape was made from. */
export interface SourceRow {
  readonly file: string
  /** Of its file, a header included where there is one. */
  readonly line: number
  /** What a row is called: tables have lines, JSON and a tape that ships have rows. */
  readonly word: 'line' | 'row' | 'bar'
  readonly holds: 'bar' | 'trade' | 'mark' | 'rate'
  /** Where a method has made another price of what the row held. */
  readonly derived?: { readonly from: string; readonly method: string }
}

/** A bar as its ticks tell it; what lies outside the tape is null. Prices in ticks. */
export interface Bar {
  readonly openMicros: number
  readonly open: number | null
  readonly high: number | null
  readonly low: number | null
  readonly close: number | null
  /** Which of the bar's four ticks is looked at. */
  readonly tick: 'open' | 'high' | 'low' | 'close' | 'extreme'
}

/** The row that a tick, a mark or a funding rate was read from. */
export function sourceRow({ event }: Placed, opened: Opened): SourceRow | null {
  const { candles, trades, mark, funding, derived } = opened
  const of = (source: typeof candles | undefined, holds: SourceRow['holds']): SourceRow | null => {
    if (source === null || source === undefined) return null
    const { revision } = event.cause
    if (derived !== undefined && holds === 'bar' && isNumbered(opened.tape))
      return { file: opened.tape, line: revision, word: 'bar', holds, derived }
    const { file, line } = sourceLine(source, revision)
    const made = derived === undefined || holds === 'rate' ? {} : { derived }
    const isTable = opened.kind !== 'reconstruction' && !/\.json(\.gz|\.zip)?$/i.test(file)
    return { file, line, word: isTable ? 'line' : 'row', holds, ...made }
  }
  switch (event.type) {
    case 'PriceTicked':
      return candles === null ? of(trades, 'trade') : of(candles, 'bar')
    case 'MarkPriceTicked':
      return of(mark, 'mark')
    case 'FundingRatePublished':
      return of(funding, 'rate')
    default:
      return null
  }
}

/** Whether the bars of a derived tape come from no row of a source, and are numbered: its name tells. */
const isNumbered = (tape: string): boolean => /-(bridge|bootstrap)-\d{1,9}(-|$)/.test(tape)

/** The bar of a tick, or of a mark, from the ticks of the same row; null for trades. */
export async function barOf(records: Records, tick: Placed, opened: Opened): Promise<Bar | null> {
  const isMark = tick.event.type === 'MarkPriceTicked'
  const interval = isMark ? opened.markIntervalMicros : opened.intervalMicros
  if (interval === null) return null
  // A mark that keeps its ratio to the last price makes no bar with its neighbours.
  if (isMark && opened.derived !== undefined && opened.kind === 'reconstruction') return null
  const near = await records.dense(tick.stream, tick.revision - 3, tick.revision + 4)
  const openMicros = Math.floor(tick.event.timeMicros / interval) * interval
  const prices: (number | null)[] = [null, null, null, null]
  for (const one of near.filter(({ event }) => sameRow(event.cause, tick.event.cause)))
    prices[quarterOf(one, openMicros, interval)] = priceTicksOf(one)
  const [open = null, first = null, second = null, close = null] = prices
  const known = first !== null && second !== null
  const [high, low] = known ? [Math.max(first, second), Math.min(first, second)] : [null, null]
  const names = ['open', ...extremes(first, second), 'close'] as const
  const name = names[quarterOf(tick, openMicros, interval)] ?? 'extreme'
  return { openMicros, open, high, low, close, tick: name }
}

const sameRow = (a: Cause, b: Cause) => a.stream === b.stream && a.revision === b.revision

/** The names of a bar's second and third tick. */
function extremes(
  first: number | null,
  second: number | null,
): readonly ['high' | 'low' | 'extreme', 'high' | 'low' | 'extreme'] {
  if (first === null || second === null) return ['extreme', 'extreme']
  return first >= second ? ['high', 'low'] : ['low', 'high']
}

/** A bar's ticks are at its open + 0, 1/4 and 1/2 of the interval, and just before its end. */
function quarterOf({ event }: Placed, openMicros: number, interval: number): number {
  const offsets = [0, interval / 4, interval / 2, interval - 1]
  return Math.max(0, offsets.indexOf(event.timeMicros - openMicros))
}

/** The price of a tick or a mark, in ticks. */
export function priceTicksOf(placed: Placed): number {
  if (isOf('PriceTicked')(placed)) return placed.event.data.priceTicks
  if (isOf('MarkPriceTicked')(placed)) return placed.event.data.markTicks
  throw new Error(`${placed.event.type} is no price`)
}
