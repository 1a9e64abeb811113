import {
  type DenseBatch,
  type EventBatch,
  type Ledger,
  type ReadBatch,
  type SparseData,
  type SparseEvent,
  at as valueAt,
  candleTicks,
  marksStream,
  parseCandlePath,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { valueOf } from '../failure'
import { sealedEvent } from '../import/tape'
import { joinBatches } from '../season/market'
import { comparisonWith } from './comparison'
import { type Difference, differenceAt } from './difference'

type TapeOpened = SparseData<'TapeOpened'>

/** Looked up once, as in `drive`. */
const at = valueAt

/**
 * What a tape says of itself: bars of four ticks along the candle path, times that never fall, and a
 * seal that fits. The ticks are where a ledger begins: that they are those of the exchange only the
 * source file, or a digest kept elsewhere, can show. `seen` is a check that has taken all of them.
 */
export async function tapeDifference(
  ledger: Ledger,
  events: readonly SparseEvent[],
  seen?: TickCheck,
): Promise<Difference | null> {
  const [opened] = events
  if (opened?.type !== 'TapeOpened') throw new Error('a tape without its TapeOpened')
  const { data } = opened
  const ticks = seen?.rows() ?? (await checkTicks(ledger, data))
  if (ticks.difference !== null) return ticks.difference
  const marks = data.mark === null ? NO_ROWS : await checkMarks(ledger, data)
  if (marks.difference !== null) return marks.difference
  const rates = events.filter(({ type }) => type === 'FundingRatePublished')
  const span = { ...data, fromMicros: ticks.fromMicros, toMicros: ticks.toMicros }
  const { fromMicros, toMicros, lowTicks, highTicks } = ticks
  const first = { ...opened, timeMicros: fromMicros, data: { ...span, tape: data.tape } }
  const sealed = sealedEvent(data.tape, toMicros, {
    ticks: ticks.count,
    marks: marks.count,
    fundings: rates.length,
    lowTicks,
    highTicks,
  })
  const stream = tapeStream(data.tape)
  const late = rates.findIndex(({ timeMicros }, index) => {
    const before = rates[index - 1]?.timeMicros ?? fromMicros + 1
    return timeMicros < before || timeMicros > toMicros
  })
  if (late >= 0) {
    const message = 'a funding rate out of order, or outside the span of the tape'
    return differenceAt('changed', stream, late + 1, message)
  }
  const comparison = comparisonWith(ledger, stream)
  const pushed = await comparison.push({ kind: 'sparse', events: [first, ...rates, sealed] })
  return pushed ?? comparison.finish()
}

/** What rows of a tape come to: prices in ticks. */
export interface CheckedRows {
  readonly difference: Difference | null
  readonly count: number
  readonly fromMicros: number
  readonly toMicros: number
  readonly lowTicks: number
  readonly highTicks: number
}

const NO_ROWS: CheckedRows = {
  difference: null,
  count: 0,
  fromMicros: 0,
  toMicros: 0,
  lowTicks: Infinity,
  highTicks: 0,
}

/** Holds the ticks of a tape against what the tape says of itself, as they are read. */
export interface TickCheck {
  /** Takes the next ones, the first ones first. */
  readonly take: (read: ReadBatch) => void
  /** What those that were taken come to; of the first that are wrong, and nothing after them. */
  readonly rows: () => CheckedRows
}

/** A check of the ticks of a tape that says this of itself. */
export function tickCheck(opened: TapeOpened): TickCheck {
  const stream = ticksStream(opened.tape)
  const source = (opened.candles ?? opened.trades)?.file ?? ''
  let rows = NO_ROWS
  let open: DenseBatch | null = null
  const differs = (difference: Difference) => {
    rows = { ...rows, difference }
  }
  const take = ({ batch, firstRevision }: ReadBatch) => {
    if (rows.difference !== null) return
    if (batch.kind !== 'dense' || batch.type !== 'PriceTicked' || batch.causeStream !== source) {
      rows = refused(stream, firstRevision, `expected prices of ${source}`, describe(batch))
      return
    }
    rows = extended(rows, batch)
    const fault = outOfOrder(stream, firstRevision, batch)
    if (fault !== null) return differs(fault)
    if (opened.intervalMicros === null) return
    const first = firstRevision - (open?.count ?? 0)
    const bars: DenseBatch = open === null ? batch : joinBatches('PriceTicked', [open, batch])
    const whole = bars.count - (bars.count % 4)
    const wrong = wrongBar(opened, bars, whole / 4)
    if (wrong !== null) {
      const found = `${stream}@${first + wrong * 4} to @${first + wrong * 4 + 3}`
      const message = `expected one bar along the path ${opened.candlePath ?? ''}: ${found} make none`
      return differs(differenceAt('changed', stream, first + wrong * 4, message))
    }
    open = rest(bars, whole)
  }
  return { take, rows: () => rows }
}

async function checkTicks(ledger: Ledger, opened: TapeOpened): Promise<CheckedRows> {
  const { take, rows } = tickCheck(opened)
  for await (const read of ledger.read(ticksStream(opened.tape))) {
    take(valueOf(read))
    if (rows().difference !== null) break
  }
  return rows()
}

async function checkMarks(ledger: Ledger, opened: TapeOpened): Promise<CheckedRows> {
  const stream = marksStream(opened.tape)
  let rows = NO_ROWS
  for await (const read of ledger.read(stream)) {
    const { batch, firstRevision } = valueOf(read)
    const source = opened.mark?.file ?? ''
    if (batch.kind !== 'dense' || batch.type !== 'MarkPriceTicked' || batch.causeStream !== source)
      return refused(stream, firstRevision, `expected marks of ${source}`, describe(batch))
    rows = extended(rows, batch)
    const fault = outOfOrder(stream, firstRevision, batch)
    if (fault !== null) return { ...rows, difference: fault }
  }
  return rows
}

function refused(stream: string, revision: number, expected: string, found: string): CheckedRows {
  const message = `${expected}, found ${found}`
  return { ...NO_ROWS, difference: differenceAt('changed', stream, revision, message) }
}

const describe = (batch: EventBatch): string =>
  batch.kind === 'dense' ? `${batch.type} of ${batch.causeStream}` : 'sparse events'

function extended(rows: CheckedRows, batch: DenseBatch): CheckedRows {
  const [times = [], , prices = new Float64Array()] = batch.columns
  let { lowTicks, highTicks } = rows
  for (let row = 0; row < batch.count; row += 1) {
    const price = at(prices, row)
    if (price < lowTicks) lowTicks = price
    if (price > highTicks) highTicks = price
  }
  return {
    difference: null,
    count: rows.count + batch.count,
    fromMicros: rows.count === 0 ? at(times, 0) : rows.fromMicros,
    toMicros: at(times, batch.count - 1),
    lowTicks,
    highTicks,
  }
}

/** Times and rows of the source never fall, and a price is positive. */
function outOfOrder(stream: string, first: number, batch: DenseBatch): Difference | null {
  const [times = [], lines = [], prices = []] = batch.columns
  let time = -Infinity
  let line = -Infinity
  for (let row = 0; row < batch.count; row += 1) {
    const falls = at(times, row) < time || at(lines, row) < line
    time = at(times, row)
    line = at(lines, row)
    if (falls) {
      const message = 'its time or its row of the source lies before that of the event before it'
      return differenceAt('changed', stream, first + row, message)
    }
    if (at(prices, row) <= 0) {
      return differenceAt('changed', stream, first + row, 'its price is not above zero')
    }
  }
  return null
}

/** The first of `count` bars whose four ticks are not those of a candle; null where all are. */
function wrongBar(opened: TapeOpened, { columns }: DenseBatch, count: number): number | null {
  const [times = [], lines = [], prices = []] = columns
  const path = parseCandlePath(opened.candlePath ?? '')
  if (path === undefined || opened.intervalMicros === null) return count > 0 ? 0 : null
  const column = () => new Float64Array(count)
  const candles = {
    count,
    openTimeMicros: column(),
    openTicks: column(),
    highTicks: column(),
    lowTicks: column(),
    closeTicks: column(),
  }
  const rows = column()
  for (let bar = 0; bar < count; bar += 1) {
    const first = bar * 4
    candles.openTimeMicros[bar] = at(times, first)
    candles.openTicks[bar] = at(prices, first)
    candles.highTicks[bar] = Math.max(at(prices, first + 1), at(prices, first + 2))
    candles.lowTicks[bar] = Math.min(at(prices, first + 1), at(prices, first + 2))
    candles.closeTicks[bar] = at(prices, first + 3)
    rows[bar] = at(lines, first)
  }
  const {
    timeMicros,
    row: sourceRows,
    ticks,
  } = candleTicks(candles, rows, opened.intervalMicros, path)
  for (let row = 0; row < count * 4; row += 1) {
    const bar = row >> 2
    const price = at(prices, row)
    const isSame =
      at(timeMicros, row) === at(times, row) &&
      at(sourceRows, row) === at(lines, row) &&
      at(ticks, row) === price
    // Open and close lie between the bar's extremes.
    const isInside = price >= at(candles.lowTicks, bar) && price <= at(candles.highTicks, bar)
    if (!isSame || !isInside) return bar
  }
  return null
}

function rest(batch: DenseBatch, from: number): DenseBatch | null {
  if (from === batch.count) return null
  const columns = batch.columns.map((column) => column.subarray(from, batch.count))
  return { ...batch, count: batch.count - from, columns }
}
