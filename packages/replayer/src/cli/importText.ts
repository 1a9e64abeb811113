import {
  Decimal,
  type Gaps,
  type SourceFile,
  type SparseData,
  type TapeKind,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { RecordOutcome } from '../import/recordTape'
import type { Tape } from '../import/tape'
import { Interval } from '../season/seasonFile'
import { duration, grouped } from '../text/format'
import { ledgerFlag } from './ledgerFlag'
import { moment, paint } from '../text/terminal'

/** What `import` was asked for: files, and how to read them. */
export interface ImportFlags {
  readonly paths: readonly string[]
  readonly instrument: string
  readonly interval?: number
  readonly funding?: readonly string[]
  readonly mark?: readonly string[]
  readonly markInterval?: number
  readonly from?: number
  readonly to?: number
  readonly candlePath: string
  readonly acceptGaps?: boolean
}

/** A source, what it holds (candles, trades, mark or funding) and its layout; candles have an interval. */
type ImportedSource = SourceFile & {
  readonly of: string
  readonly layout: string
  readonly interval: string | null
}

/** What `import --json` prints: the tape, what it was made from, and how a season names it. */
export interface ImportedTape {
  readonly tape: string
  readonly kind: TapeKind
  readonly outcome: RecordOutcome
  readonly ledger: string
  readonly instrument: string
  readonly from: string
  readonly to: string
  readonly ticks: number
  readonly marks: number
  readonly fundings: number
  readonly lowPrice: string
  readonly highPrice: string
  readonly gaps: Gaps | null
  readonly sources: readonly ImportedSource[]
  /** Keys of a season file that runs on this tape. */
  readonly season: Readonly<Record<string, unknown>>
}

type Opened = SparseData<'TapeOpened'>

export function importedTape(
  tape: Tape,
  outcome: RecordOutcome,
  ledger: string,
  flags: ImportFlags,
): ImportedTape {
  const [opening] = tape.opening
  if (opening?.type !== 'TapeOpened' || tape.sealed.type !== 'TapeSealed')
    throw new Error(`${tape.name}: a tape without its first or last event`)
  const opened = opening.data
  const { ticks, marks, fundings } = tape.sealed.data
  const tick = new Decimal(opened.instrument.tickSize)
  return {
    tape: tape.name,
    kind: tape.kind,
    outcome,
    ledger,
    instrument: opened.instrument.name,
    from: isoTime(opened.fromMicros),
    to: isoTime(opened.toMicros),
    ticks,
    marks,
    fundings,
    lowPrice: tick.times(tape.lowTicks).toFixed(),
    highPrice: tick.times(tape.highTicks).toFixed(),
    gaps: opened.gaps ?? null,
    sources: sourcesOf(tape, opened),
    season: seasonKeys(opened, flags),
  }
}

function sourcesOf({ layouts }: Tape, opened: Opened): readonly ImportedSource[] {
  const { kind, candles, trades, mark, funding, intervalMicros, markIntervalMicros } = opened
  const files = [
    {
      of: kind === 'trades' ? 'trades' : 'candles',
      file: candles ?? trades,
      micros: intervalMicros,
    },
    { of: 'mark', file: mark, micros: markIntervalMicros },
    { of: 'funding', file: funding, micros: null },
  ]
  return files
    .flatMap(({ of, file, micros }) => {
      if (file === null || file === undefined) return []
      return [{ ...file, of, interval: micros === null ? null : Interval.encode(micros) }]
    })
    .map((source, index) => ({ ...source, layout: layouts[index] ?? '' }))
}

/** What a season file says to run on this very tape: the same files, span, interval and path. */
function seasonKeys(opened: Opened, flags: ImportFlags): Readonly<Record<string, unknown>> {
  const list = (paths: readonly string[]) => (paths.length === 1 ? paths[0] : paths)
  const { funding = [], mark = [], acceptGaps } = flags
  const { intervalMicros, markIntervalMicros, candlePath } = opened
  const interval = (micros: number | null) =>
    micros === null ? undefined : Interval.encode(micros)
  const path = candlePath === null || candlePath === 'nearest' ? undefined : candlePath
  return {
    start: isoTime(flags.from ?? opened.fromMicros),
    end: isoTime(flags.to ?? opened.toMicros),
    tape: {
      [opened.kind === 'trades' ? 'trades' : 'candles']: list(flags.paths),
      interval: interval(intervalMicros),
      funding: funding.length === 0 ? undefined : list(funding),
      mark: mark.length === 0 ? undefined : list(mark),
      markInterval: interval(markIntervalMicros),
      acceptGaps,
    },
    candlePath: path,
  }
}

const OUTCOMES: Readonly<Record<RecordOutcome, string>> = {
  recorded: 'recorded now',
  resumed: 'gone on with and finished now',
  unchanged: 'there already: nothing was changed',
}

/** The tape as a person reads it. */
export function importText(imported: ImportedTape, timeZone: string): string {
  const { tape, outcome, ledger, sources, gaps, season } = imported
  const at = (time: string) => moment(Date.parse(time) * 1000, timeZone)
  const label = (text: string) => paint('dim', text.padEnd(9))
  const address = ledgerFlag(ledger)
  return [
    '',
    `${label('tape')}${paint('bold', tape)}`,
    ...sources.map(({ of, file, rows, layout, interval, parts = [] }) => {
      const more = parts.length === 0 ? '' : ` and ${parts.length - 1} more`
      const length = interval === null ? '' : `, ${interval}`
      return `${label(of)}${file}${more}: ${layout}, ${grouped(rows)} rows${length}`
    }),
    `${label('span')}${at(imported.from)} to ${at(imported.to)}`,
    `${label('ticks')}${grouped(imported.ticks)}, price ${grouped(imported.lowPrice)} to ${grouped(imported.highPrice)}`,
    `${label('gaps')}${gaps === null ? 'none' : `${grouped(gaps.count)}, the longest ${duration(gaps.longestMicros)}`}`,
    `${label('ledger')}${ledger}, ${OUTCOMES[outcome]}`,
    '',
    paint('dim', 'a season on this tape says'),
    ...JSON.stringify(season, null, 2).split('\n').slice(1, -1),
    '',
    ...(ledger === 'memory:'
      ? []
      : [
          paint('dim', 'try next'),
          `  npx gridledger events ticks-${tape} --limit 5${address}`,
          '',
        ]),
  ].join('\n')
}
