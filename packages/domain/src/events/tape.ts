import * as t from 'io-ts'
import { struct } from '../struct'
import { DecimalText, Integer, PositiveText, listOf, oneOf, orNull } from '../wire'
import { eventCodec } from './event'

const Tier = struct('a margin tier', {
  /** The largest position of the tier, in contracts. */
  toContracts: PositiveText,
  /** Maintenance margin, a share of the position's value. */
  maintenanceRate: PositiveText,
})

/** An `Instrument` as events carry it. */
export const InstrumentCodec = struct('an instrument', {
  /** The exchange's name of it. */
  name: t.string,
  /** What is traded, such as BTC. */
  baseCurrency: t.string,
  /** What prices and money are in, such as USDT. */
  quoteCurrency: t.string,
  /** Base currency a contract. */
  contractSize: PositiveText,
  /** The step of prices, in quote currency: one tick. */
  tickSize: PositiveText,
  /** The step of quantities, in contracts: one lot. */
  lotSize: PositiveText,
  /** The smallest order, in contracts. */
  minimumSize: PositiveText,
  /** The highest leverage that a grid may have. */
  maximumLeverage: PositiveText,
  /** By size of the position, ascending; the boundary belongs to the lower tier. */
  tiers: listOf(Tier),
})

/** One of several files that were read as one, in order of time. */
const SourcePart = struct('a part of a source', {
  /** Its base name. */
  file: t.string,
  /** Lines, a header included: the lines of later parts are counted on from here. */
  lines: Integer,
  /** SHA-256 of what it holds, unpacked, hex. */
  sha256: t.string,
})

/**
 * What a tape was made from: a file's base name, never its folder, its rows of data, and the
 * SHA-256 of what it holds, unpacked. Several files are one source, named after the first, with
 * their lines counted through all parts.
 */
export const SourceFile = struct(
  'a source file',
  {
    /** Its base name; of several files that of the first. */
    file: t.string,
    /** Rows of data in it. */
    rows: Integer,
    /** SHA-256 of what it holds, unpacked, hex; of several files over all of them. */
    sha256: t.string,
  },
  {
    /** The files, where there are several. */
    parts: listOf(SourcePart),
  },
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
/** A line of a source's file, from 1. */
export interface SourceLine {
  readonly file: string
  readonly line: number
}

/** What a tape's ticks come from: bars, trades, or bars that were made up between coarser ones. */
export const TapeKind = oneOf('candles', 'trades', 'reconstruction')
export type TapeKind = t.TypeOf<typeof TapeKind>

/** What is missing between a tape's first and last tick. */
export const Gaps = struct('gaps', {
  /** How many there are. */
  count: Integer,
  /** The longest. */
  longestMicros: Integer,
})
export type Gaps = t.TypeOf<typeof Gaps>

/** Which tape a derived one was made from, and how, as the name of the derived tape says it. */
const DerivedFrom = struct('what a tape is derived from', {
  /** The name of that tape. */
  from: t.string,
  /** The method, such as `bridge-7`. */
  method: t.string,
})

/** The events of `tape-<tape>`, by type: what the ticks and marks beside it are, and funding rates. */
export const TAPE_EVENTS = {
  /** A tape, before its ticks: what it was made from, and how. */
  TapeOpened: eventCodec(
    struct(
      'TapeOpened',
      {
        /** Its name. */
        tape: t.string,
        /** What its ticks come from. */
        kind: TapeKind,
        /** What is traded: the ticks are in its steps. */
        instrument: InstrumentCodec,
        /** The candles that it was made from; null for a tape of trades. */
        candles: orNull(SourceFile),
        /** Length of a bar; null for a tape of trades. */
        intervalMicros: orNull(Integer),
        /** The order in which a bar's extremes come: see `parseCandlePath`; null for a tape of trades. */
        candlePath: orNull(t.string),
        /** The candles of the mark price; null where it has none: then the last price is the mark. */
        mark: orNull(SourceFile),
        /** Length of a bar of the mark price; null where it has none. */
        markIntervalMicros: orNull(Integer),
        /** The funding rates; null where it has none: then no funding is paid. */
        funding: orNull(SourceFile),
        /** The first funding time that the source knows: none is paid before; null without a source. */
        fundingFromMicros: orNull(Integer),
        /** The last funding time that the source knows: none is paid after; null without a source. */
        fundingToMicros: orNull(Integer),
        /** Time of the first tick. */
        fromMicros: Integer,
        /** Time of the last tick. */
        toMicros: Integer,
      },
      {
        /** The trades that it was made from; absent for a tape of candles. */
        trades: SourceFile,
        /** Stretches without bars, or without trades, that were accepted: none where this is absent. */
        gaps: Gaps,
        /** The tape that it was derived from; absent where it was made from a source. */
        derived: DerivedFrom,
      },
    ),
  ),
  /** A funding rate, at the time at which it is due. */
  FundingRatePublished: eventCodec(
    struct('FundingRatePublished', {
      /** A share of the position's value: where positive, longs pay and shorts receive. */
      rate: DecimalText,
    }),
  ),
  /** All of a tape is recorded. */
  TapeSealed: eventCodec(
    struct('TapeSealed', {
      /** How many PriceTicked it has. */
      ticks: Integer,
      /** How many MarkPriceTicked it has. */
      marks: Integer,
      /** How many FundingRatePublished it has. */
      fundings: Integer,
      /** The lowest last price. */
      lowTicks: Integer,
      /** The highest last price. */
      highTicks: Integer,
    }),
  ),
}
/** The type of an event of a tape. */
export type TapeType = keyof typeof TAPE_EVENTS
