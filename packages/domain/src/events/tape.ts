import * as t from 'io-ts'
import { struct } from '../struct'
import { DecimalText, Integer, PositiveText, listOf, oneOf, orNull } from '../wire'
import { eventCodec } from './event'

export const InstrumentCodec = struct('an instrument', {
  name: t.string,
  baseCurrency: t.string,
  quoteCurrency: t.string,
  contractSize: PositiveText,
  tickSize: PositiveText,
  lotSize: PositiveText,
  minimumSize: PositiveText,
  maximumLeverage: PositiveText,
  tiers: listOf(
    struct('a margin tier', { toContracts: PositiveText, maintenanceRate: PositiveText }),
  ),
})

/** One of several files that were read as one, in order of time. */
const SourcePart = struct('a part of a source', {
  file: t.string,
  /** Lines, a header included: the lines of later parts are counted on from here. */
  lines: Integer,
  sha256: t.string,
})

/**
 * What a tape was made from: a file's base name, never its folder, its rows of data, and the
 * SHA-256 of what it holds, unpacked. Several files are one source, named after the first, with
 * their lines counted through all parts.
 */
export const SourceFile = struct(
  'a source file',
  { file: t.string, rows: Integer, sha256: t.string },
  { parts: listOf(SourcePart) },
)
export type SourceFile = t.TypeOf<typeof SourceFile>

/** The file of a source, and the line in it, that a cause's revision points to. */
export function sourceLine(source: SourceFile, revision: number): SourceLine {
  let before = 0
  for (const { file, lines } of source.parts ?? []) {
    if (revision <= before + lines) return { file, line: revision - before }
    before += lines
  }
  return { file: source.file, line: revision }
}
export interface SourceLine {
  readonly file: string
  readonly line: number
}

export const TapeKind = oneOf('candles', 'trades', 'reconstruction')
export type TapeKind = t.TypeOf<typeof TapeKind>

/** What is missing between a tape's first and last tick. */
export const Gaps = struct('gaps', { count: Integer, longestMicros: Integer })
export type Gaps = t.TypeOf<typeof Gaps>

/** Which tape a derived one was made from, and how, as the name of the derived tape says it. */
const DerivedFrom = struct('what a tape is derived from', {
  from: t.string,
  method: t.string,
})

export const TAPE_EVENTS = {
  TapeOpened: eventCodec(
    struct(
      'TapeOpened',
      {
        tape: t.string,
        kind: TapeKind,
        instrument: InstrumentCodec,
        /** Null for a tape of trades, as are interval and path. */
        candles: orNull(SourceFile),
        intervalMicros: orNull(Integer),
        candlePath: orNull(t.string),
        mark: orNull(SourceFile),
        markIntervalMicros: orNull(Integer),
        funding: orNull(SourceFile),
        /** The first and last funding time that the source knows: outside of them none is paid. */
        fundingFromMicros: orNull(Integer),
        fundingToMicros: orNull(Integer),
        fromMicros: Integer,
        toMicros: Integer,
      },
      {
        trades: SourceFile,
        /** Stretches without bars, or without trades, that were accepted: none where this is absent. */
        gaps: Gaps,
        /** Absent where the tape was made from a source. */
        derived: DerivedFrom,
      },
    ),
  ),
  FundingRatePublished: eventCodec(struct('FundingRatePublished', { rate: DecimalText })),
  TapeSealed: eventCodec(
    struct('TapeSealed', {
      ticks: Integer,
      marks: Integer,
      fundings: Integer,
      lowTicks: Integer,
      highTicks: Integer,
    }),
  ),
}
export type TapeType = keyof typeof TAPE_EVENTS
