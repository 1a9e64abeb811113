import { Command, InvalidArgumentError, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { BTC_USDT_SWAP } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { recordTape } from '../import/recordTape'
import { type Tape, makeTape } from '../import/tape'
import { readTapeFiles } from '../import/tapeSource'
import { instrumentNamed } from '../season/instrumentNamed'
import { Interval, Time } from '../season/seasonFile'
import { type ImportFlags, importText, importedTape } from './importText'
import { type CommonOptions, withCommonOptions } from './options'
import { keptOfTape } from './kept'
import { readingProgress } from './progress'
import { type OpenToRecord, recording } from './recording'
import type { OnRead } from '../import/sourceChunks'

type ImportOptions = CommonOptions & Omit<ImportFlags, 'paths'>

/** `import FILE…`: a tape by itself. */
export function importCommand(): Command {
  const command = new Command('import')
    .summary('record a tape from market data files')
    .description(
      'Reads files of candles or trades, plain, gzip or zip, says which layout they have, checks ' +
        'every row, and records them as a sealed tape. Several files are read as one. Nothing is ' +
        'written unless all of it is sound. docs/getting-data.md says where to get such files.',
    )
    .argument('<files...>', 'candles or trades: OKX, Binance, CCXT or plain CSV')
    .option('--funding <files...>', 'funding rates; as with --mark, all files after it are taken')
    .option('--mark <files...>', 'candles of the mark price')
    .option('--instrument <name>', 'whose prices they are', BTC_USDT_SWAP.name)
    .addOption(interval('--interval <length>', 'of the candles, such as 1m (default: found out)'))
    .addOption(interval('--mark-interval <length>', 'of the mark candles (default: found out)'))
    .addOption(time('--from <time>', 'begin with the first bar or trade at or after this'))
    .addOption(
      time('--to <time>', 'end with the bar that opens here, or the first trade from here on'),
    )
    .option('--candle-path <path>', 'nearest, high-first, low-first or seeded:N', 'nearest')
    .option('--accept-gaps', 'go on where bars or trades are missing, and record how many')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger import BTC-USDT-SWAP-candlesticks-2025-10-2*.zip --funding rates.csv\n' +
        '  npx gridledger import BTCUSDT-aggTrades-2025-10.zip --from 2025-10-24T00:00:00Z',
    )
  return withCommonOptions(command).action((paths: readonly string[], options: ImportOptions) =>
    recording((open, stop) => importTape(paths, options, open, stop)),
  )
}

const interval = (flags: string, text: string) =>
  new Option(flags, text).argParser(decoded(Interval))
const time = (flags: string, text: string) => new Option(flags, text).argParser(decoded(Time))

/** Takes an option's value through a codec of the season file. */
function decoded(codec: typeof Interval): (text: string) => number {
  return (text) => {
    const value = codec.decode(text)
    if (E.isRight(value)) return value.right
    throw new InvalidArgumentError(`expected ${codec.name}`)
  }
}

async function importTape(
  paths: readonly string[],
  options: ImportOptions,
  open: OpenToRecord,
  stop: AbortSignal,
): Promise<void> {
  const progress = readingProgress(stop)
  try {
    const tape = await readTape(paths, options, progress.onRead)
    const ledger = open(options.ledger, (kept) => keptOfTape(kept, tape))
    const outcome = await recordTape(ledger, tape, progress.onRead)
    progress.stop()
    const imported = importedTape(tape, outcome, ledger.address, { ...options, paths })
    if (options.json === true) console.log(JSON.stringify(imported))
    else console.log(importText(imported, options.tz))
  } finally {
    progress.stop()
  }
}

async function readTape(
  paths: readonly string[],
  options: ImportOptions,
  onRead: OnRead,
): Promise<Tape> {
  const instrument = instrumentNamed(options.instrument)
  if (E.isLeft(instrument)) throw new Failure(inputProblem(`--instrument: ${instrument.left}`))
  const { from: fromMicros = null, to: toMicros = null, candlePath } = options
  const span = { fromMicros, toMicros, candlePath }
  const files = {
    prices: paths,
    intervalMicros: options.interval ?? null,
    mark: options.mark ?? [],
    markIntervalMicros: options.markInterval ?? null,
    funding: options.funding ?? [],
    acceptGaps: options.acceptGaps ?? false,
  }
  const source = await readTapeFiles(files, { instrument: instrument.right, span, onRead })
  if (E.isLeft(source)) throw new Failure(inputProblem(flagged(source.left)))
  const tape = makeTape(source.right, span)
  if (E.isLeft(tape)) throw new Failure(inputProblem(flagged(tape.left)))
  return tape.right
}

/** A season file's fields are flags here. */
function flagged(message: string): string {
  const isGap = /: a gap\b/.test(message)
  return (isGap ? `${message}\n--accept-gaps goes on over gaps` : message)
    .replace(/^start:/, '--from:')
    .replace(/^end:/, '--to:')
    .replace(/^candlePath:/, '--candle-path:')
}
