import * as E from 'fp-ts/Either'
import {
  type DenseBatch,
  type DenseType,
  type Ledger,
  type ReadBatch,
  type SparseEvent,
  at,
  batchLength,
  denseWidth,
  marksStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import {
  type DenseSlice,
  SEASON_START,
  type SeasonBatch,
  type SeasonPlace,
  type SparseSlice,
  firstNot,
  rowsBetween,
} from '@gridledger/projections'
import { valueOf } from '../failure'

/** A stretch of ticks with the marks and funding rates that belong to it. */
export type MarketBatch = Pick<SeasonBatch, 'fundings' | 'marks' | 'ticks'>

/** All events of a sparse stream; streams of tapes and seasons are short. */
export async function readSparse(ledger: Ledger, stream: string): Promise<SparseSlice> {
  const events: SparseEvent[] = []
  for await (const read of ledger.read(stream)) {
    const { batch } = valueOf(read)
    if (batch.kind === 'sparse') events.push(...batch.events)
  }
  return { stream, firstRevision: 0, events }
}

/**
 * No batch of ticks reaches over a multiple of these, whatever the ledger reads in. `run` records
 * batch by batch, so what is there of one stretch says that the stretches before it are complete.
 */
export const STRETCH_TICKS = 32_768

/**
 * The ticks of a tape in batches, each with its marks and the funding rates due by its last tick:
 * from a place between two ticks to before tick `end`.
 */
export async function* readMarket(
  ledger: Ledger,
  tape: string,
  from: Pick<SeasonPlace, 'ticks' | 'marks' | 'rates'> = SEASON_START,
  end = Infinity,
): AsyncGenerator<MarketBatch> {
  const isBounded = end !== Infinity
  const rates = sparseTaker(ledger, tapeStream(tape), { from: from.rates, isBounded })
  const marks = denseTaker(ledger, marksStream(tape), 'MarkPriceTicked', { from: from.marks })
  for await (const read of ledger.read(ticksStream(tape), from.ticks, end)) {
    for (const ticks of stretchesOf(valueOf(read))) {
      const { batch } = ticks
      const lastMicros = at(batch.columns[0] ?? [], batch.count - 1)
      const due = await rates((event) => isBefore(event, lastMicros))
      const events = due.events.filter(({ type }) => type === 'FundingRatePublished')
      yield {
        fundings: { ...due, events },
        marks: await marks((time) => time <= lastMicros),
        ticks,
      }
    }
  }
}

/** A batch of ticks, cut at the multiples of `STRETCH_TICKS` within it. */
function* stretchesOf({ stream, firstRevision, batch }: ReadBatch): Generator<DenseSlice> {
  if (batch.kind !== 'dense') throw new Error(`${stream} is not dense`)
  for (let row = 0; row < batch.count;) {
    const left = STRETCH_TICKS - ((firstRevision + row) % STRETCH_TICKS)
    const end = Math.min(batch.count, row + left)
    const rows = end - row === batch.count ? batch : rowsBetween(batch, row, end)
    yield { stream, firstRevision: firstRevision + row, batch: rows }
    row = end
  }
}

const isBefore = ({ type, timeMicros }: SparseEvent, lastMicros: number): boolean =>
  type !== 'TapeSealed' && timeMicros <= lastMicros

/**
 * Events that a bounded reading asks for at first (of a year's rates a stretch of ticks has seventy),
 * and how much more each time: by doubling them half of what is read would not be needed.
 */
const [FIRST_EVENTS, GROWTH] = [128, 1.5]

/** Takes the events of a sparse stream that belong, in order. */
export type SparseTaker = (belongs: (event: SparseEvent) => boolean) => Promise<SparseSlice>

/**
 * Reads a sparse stream forwards in stretches: each call takes the events that still belong. Where the
 * reading is bounded not many may be needed: then it asks for some at a time, each time for more.
 */
export function sparseTaker(
  ledger: Ledger,
  stream: string,
  {
    from,
    to = Infinity,
    isBounded,
  }: { readonly from: number; readonly to?: number; readonly isBounded: boolean },
): SparseTaker {
  const source = (
    isBounded ? readGrowing(ledger, stream, from, to) : ledger.read(stream, from, to)
  )[Symbol.asyncIterator]()
  let open: readonly SparseEvent[] = []
  let next = 0
  let revision = from
  let done = false
  return async (belongs) => {
    const events: SparseEvent[] = []
    const firstRevision = revision
    while (!done) {
      const event = open[next]
      if (event === undefined) {
        const read = await source.next()
        done = read.done === true
        if (read.done === true) break
        const { batch } = valueOf(read.value)
        open = batch.kind === 'sparse' ? batch.events : []
        next = 0
        continue
      }
      if (!belongs(event)) break
      events.push(event)
      next += 1
      revision += 1
    }
    return { stream, firstRevision, events }
  }
}

async function* readGrowing(
  ledger: Ledger,
  stream: string,
  from: number,
  to: number,
): ReturnType<Ledger['read']> {
  let next = from
  for (let size = FIRST_EVENTS; next < to; size *= GROWTH) {
    const end = Math.min(to, next + Math.floor(size))
    let found = next
    for await (const read of ledger.read(stream, next, end)) {
      if (E.isRight(read)) found += batchLength(read.right.batch)
      yield read
    }
    if (found < end) return
    next = end
  }
}

/**
 * Reads a dense stream forwards in stretches: each call takes the rows whose ordering column (the
 * time, or the tick that caused them) still belongs; null when none does.
 */
export function denseTaker(
  ledger: Ledger,
  stream: string,
  type: DenseType,
  {
    orderColumn = 0,
    from = 0,
    to = Infinity,
  }: { readonly orderColumn?: number; readonly from?: number; readonly to?: number } = {},
): (belongs: (order: number) => boolean) => Promise<DenseSlice | null> {
  const source = ledger.read(stream, from, to)[Symbol.asyncIterator]()
  let open: DenseBatch | null = null
  let [row, revision, done] = [0, from, false]
  return async (belongs) => {
    const parts: DenseBatch[] = []
    const firstRevision = revision
    while (!done) {
      if (open === null || row === open.count) {
        const next = await source.next()
        if (next.done === true) {
          done = true
          break
        }
        const { batch } = valueOf(next.value)
        if (batch.kind !== 'dense') throw new Error(`${stream} is not dense`)
        open = batch
        row = 0
      }
      const end = firstNot(open, orderColumn, row, belongs)
      if (end === row) break
      parts.push(rowsBetween(open, row, end))
      revision += end - row
      row = end
      if (row < open.count) break
    }
    if (parts.length === 0) return null
    return { stream, firstRevision, batch: joinBatches(type, parts) }
  }
}

/** Neighbouring batches of one stream as one. */
export function joinBatches(type: DenseType, parts: readonly DenseBatch[]): DenseBatch {
  const [first] = parts
  if (first !== undefined && parts.length === 1) return first
  const count = parts.reduce((sum, { count: rows }) => sum + rows, 0)
  const columns = Array.from({ length: denseWidth(type) }, (_, index) => {
    const column = new Float64Array(count)
    let start = 0
    for (const { columns: source, count: rows } of parts) {
      column.set((source[index] ?? new Float64Array()).subarray(0, rows), start)
      start += rows
    }
    return column
  })
  return { kind: 'dense', type, causeStream: first?.causeStream ?? '', count, columns }
}
