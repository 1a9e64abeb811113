import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { either as E } from 'fp-ts'
import type { Instrument, SourceFile, TapeKind } from '@gridledger/domain'
import { type CandleRows, parseCandles } from './candleFile'
import { type FundingRow, parseFunding } from './fundingFile'
import { tickScale } from './numbers'

/** A file as it was read, and what a tape's events say of it. */
export interface SourceBytes {
  readonly file: SourceFile
  readonly bytes: Uint8Array
}

export interface CandleSource extends CandleRows {
  readonly source: SourceBytes
  readonly intervalMicros: number
}

/** Everything that a tape is made from, read and checked. */
export interface TapeSource {
  readonly kind: TapeKind
  readonly instrument: Instrument
  readonly candles: CandleSource
  readonly mark: CandleSource | null
  readonly funding: { readonly source: SourceBytes; readonly rows: readonly FundingRow[] } | null
}

/** The files of a tape, as a season names them. */
export interface TapeFiles {
  readonly candles: string
  readonly intervalMicros: number
  readonly mark: string | null
  readonly markIntervalMicros: number
  readonly funding: string | null
}

/** Reads and checks the files of a tape; a Left names the file, the line and what is wrong. */
export function readTapeFiles(
  files: TapeFiles,
  instrument: Instrument,
): E.Either<string, TapeSource> {
  const candles = readCandles(files.candles, files.intervalMicros, instrument)
  if (E.isLeft(candles)) return candles
  const mark =
    files.mark === null
      ? E.right(null)
      : readCandles(files.mark, files.markIntervalMicros, instrument)
  if (E.isLeft(mark)) return mark
  const funding = files.funding === null ? E.right(null) : readFunding(files.funding)
  if (E.isLeft(funding)) return funding
  return E.right({
    kind: 'candles',
    instrument,
    candles: candles.right,
    mark: mark.right,
    funding: funding.right,
  })
}

function readCandles(
  path: string,
  intervalMicros: number,
  instrument: Instrument,
): E.Either<string, CandleSource> {
  return E.chain((bytes: Uint8Array) =>
    E.map((rows: CandleRows) => ({
      ...rows,
      intervalMicros,
      source: sourceOf(basename(path), bytes, rows.candles.count),
    }))(parseCandles(path, bytes, intervalMicros, tickScale(instrument.tickSize))),
  )(readSource(path))
}

function readFunding(path: string): E.Either<string, NonNullable<TapeSource['funding']>> {
  return E.chain((bytes: Uint8Array) =>
    E.map((rows: readonly FundingRow[]) => ({
      rows,
      source: sourceOf(basename(path), bytes, rows.length),
    }))(parseFunding(path, bytes)),
  )(readSource(path))
}

function readSource(path: string): E.Either<string, Uint8Array> {
  if (!existsSync(path)) return E.left(`${path}: expected a file, found none`)
  if (!statSync(path).isFile()) return E.left(`${path}: expected a file, found a folder`)
  return E.tryCatch(
    () => readFileSync(path),
    (error) => `${path}: cannot be read: ${String(error)}`,
  )
}

export function sourceOf(file: string, bytes: Uint8Array, rows: number): SourceBytes {
  return { bytes, file: { file, rows, sha256: createHash('sha256').update(bytes).digest('hex') } }
}
