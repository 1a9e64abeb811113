import * as E from 'fp-ts/Either'
import { BTC_USDT_SWAP } from '@gridledger/domain'
import {
  type TapeFiles,
  type TapeSource,
  readTapeFiles,
} from '../../packages/replayer/src/import/tapeSource'
import { type Tape, makeTape } from '../../packages/replayer/src/import/tape'
import { right } from './tapes'

const NOTHING: TapeFiles = {
  prices: [],
  intervalMicros: null,
  mark: [],
  markIntervalMicros: null,
  funding: [],
  acceptGaps: false,
}
const WHOLE = { fromMicros: null, toMicros: null }
export type Span = { readonly fromMicros: number | null; readonly toMicros: number | null }

/** Files of a tape as the importers read them. */
export function readFiles(
  files: Partial<TapeFiles>,
  span: Span = WHOLE,
): Promise<E.Either<string, TapeSource>> {
  return readTapeFiles({ ...NOTHING, ...files }, { instrument: BTC_USDT_SWAP, span })
}

/** What reading them is refused with. */
export async function refusalOf(files: Partial<TapeFiles>, span: Span = WHOLE): Promise<string> {
  const read = await readFiles(files, span)
  return E.isLeft(read) ? read.left : 'no refusal'
}

export async function tapeOf(files: Partial<TapeFiles>, span: Span = WHOLE): Promise<Tape> {
  return right(makeTape(right(await readFiles(files, span)), { ...span, candlePath: 'nearest' }))
}

/** One tick: time, line of its cause, price in ticks. */
export type TickRow = readonly [timeMicros: number, line: number, priceTicks: number]

/** All ticks of a tape. */
export async function tickRows({ ticks }: Tape): Promise<readonly TickRow[]> {
  const rows: TickRow[] = []
  for await (const read of ticks.batches()) {
    const { count, columns } = right(read)
    const [times = [], lines = [], prices = []] = columns
    for (let row = 0; row < count; row += 1)
      rows.push([times[row] ?? NaN, lines[row] ?? NaN, prices[row] ?? NaN])
  }
  return rows
}
