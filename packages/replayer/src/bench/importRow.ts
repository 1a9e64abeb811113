import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { BTC_USDT_SWAP } from '@gridledger/domain'
import { recordTape } from '../import/recordTape'
import { makeTape } from '../import/tape'
import { readTapeFiles } from '../import/tapeSource'
import type { BenchSize } from './benchSize'
import { rateText, ratioText } from './benchText'
import { writeCandles, writeTrades } from './csvFiles'
import { lineChunks } from './lineFiles'
import { type Figures, measure, median, timed } from './measure'
import { requireEvents } from './recordRow'
import { seededCandles } from './seededYear'
import { inFolder, temporaryLedger } from './temporary'

/** A file to import, and what it holds. */
interface Imported {
  readonly name: string
  readonly path: string
  readonly rows: number
  /** Of the tape that is made of it. */
  readonly ticks: number
}

/**
 * Candles and trades into sealed tapes, each beside reading its file and splitting lines and fields
 * alone. The row is the one of both that comes farther behind.
 */
export function importRow(size: BenchSize): Promise<Figures> {
  return inFolder(async (folder) => {
    const candles: Imported = {
      name: 'candles',
      path: join(folder, 'candles.csv'),
      rows: size.importedCandles,
      // The last bar ends the tape with its open.
      ticks: size.importedCandles * 4 - 3,
    }
    await writeCandles(candles.path, seededCandles(candles.rows))
    const ofCandles = await importFile(candles, size.rounds)
    rmSync(candles.path)
    const count = size.importedTrades
    const trades = { name: 'trades', path: join(folder, 'trades.csv'), rows: count, ticks: count }
    await writeTrades(trades.path, count)
    const ofTrades = await importFile(trades, size.rounds)
    const worse = ofCandles.ratio < ofTrades.ratio ? ofCandles : ofTrades
    return { ...worse, notes: [...ofCandles.notes, ...ofTrades.notes] }
  })
}

async function importFile(file: Imported, rounds: number): Promise<Figures> {
  const splitTimes: number[] = []
  let bytes = NaN
  const figures = await measure(
    {
      count: file.rows,
      against: 'reading, splitting lines and fields',
      baseline: async () => {
        splitTimes.push(await timedRead(file, (lines) => lines.length))
        return timedRead(file, (lines) => {
          let fields = 0
          for (const line of lines) fields += line.split(',').length
          return fields
        })
      },
      work: async () => {
        const { ledger, closedBytes, remove } = temporaryLedger()
        try {
          const milliseconds = await timed(async () =>
            requireEvents(await importTape(ledger, file.path), file.ticks),
          )
          bytes = closedBytes()
          return milliseconds
        } finally {
          remove()
        }
      },
      bytesPerEvent: () => bytes / file.ticks,
    },
    rounds,
  )
  const { perSecond, ratio } = figures
  const ofLines = (median(splitTimes.slice(-rounds)) * perSecond) / (file.rows * 1000)
  const own = `${file.name} ${rateText(perSecond)} rows a second, ${ratioText(ratio)}`
  return { ...figures, notes: [`${own}; of splitting lines alone ${ratioText(ofLines)}`] }
}

/** Imports a file as `import` does; the number of ticks of its tape. */
async function importTape(ledger: Parameters<typeof recordTape>[0], path: string): Promise<number> {
  const span = { fromMicros: null, toMicros: null, candlePath: 'nearest' }
  const none = { intervalMicros: null, mark: [], markIntervalMicros: null, funding: [] }
  const files = { prices: [path], ...none, acceptGaps: false }
  const source = await readTapeFiles(files, { instrument: BTC_USDT_SWAP, span })
  if (E.isLeft(source)) throw new Error(source.left)
  const tape = makeTape(source.right, span)
  if (E.isLeft(tape)) throw new Error(tape.left)
  await recordTape(ledger, tape.right)
  return tape.right.ticks.count
}

/** Reads a file in chunks and splits it into lines; the milliseconds that it took, `onLines` among them. */
async function timedRead(
  { path, rows }: Imported,
  onLines: (lines: readonly string[]) => number,
): Promise<number> {
  let [lines, seen] = [0, 0]
  const milliseconds = await timed(() => {
    for (const split of lineChunks(path)) {
      lines += split.length
      seen += onLines(split)
    }
  })
  requireEvents(lines, rows + 1)
  if (seen < lines) throw new Error(`${path}: expected ${lines} lines to be seen, found ${seen}`)
  return milliseconds
}
