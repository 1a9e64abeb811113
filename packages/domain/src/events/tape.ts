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

/** A file that a tape was made from: its base name, never its folder, and what was in it. */
export const SourceFile = struct('a source file', {
  file: t.string,
  rows: Integer,
  sha256: t.string,
})
export type SourceFile = t.TypeOf<typeof SourceFile>

export const TapeKind = oneOf('candles', 'reconstruction')
export type TapeKind = t.TypeOf<typeof TapeKind>

export const TAPE_EVENTS = {
  TapeOpened: eventCodec(
    struct('TapeOpened', {
      tape: t.string,
      kind: TapeKind,
      instrument: InstrumentCodec,
      candles: SourceFile,
      intervalMicros: Integer,
      candlePath: t.string,
      mark: orNull(SourceFile),
      markIntervalMicros: orNull(Integer),
      funding: orNull(SourceFile),
      /** The first and last funding time that the source knows: outside of them none is paid. */
      fundingFromMicros: orNull(Integer),
      fundingToMicros: orNull(Integer),
      fromMicros: Integer,
      toMicros: Integer,
    }),
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
