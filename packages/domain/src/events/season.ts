import * as t from 'io-ts'
import { Direction, FillRule, GridParameters, NeutralStart, Stop } from '../grid/parameters'
import { struct } from '../struct'
import {
  AmountText,
  DecimalText,
  Integer,
  Name,
  PositiveText,
  ShareText,
  listOf,
  oneOf,
  orNull,
} from '../wire'
import { eventCodec } from './event'

const AMENDABLE = {
  direction: Direction,
  lowerPrice: PositiveText,
  upperPrice: PositiveText,
  gridCount: Integer,
  leverage: PositiveText,
  quantityPerGrid: orNull(PositiveText),
  takeProfit: orNull(Stop),
  stopLoss: orNull(Stop),
  makerFee: DecimalText,
  takerFee: DecimalText,
  onStop: oneOf('close', 'keep'),
  slippageTicks: Integer,
  fillRule: FillRule,
}

/** What an amendment may set; `addMargin` is added to the investment, in quote currency. */
export const AmendmentSet = struct(
  'what an amendment sets',
  {},
  { ...AMENDABLE, addMargin: AmountText },
)
export type AmendmentSet = t.TypeOf<typeof AmendmentSet>

/** What only a start can set: these decide what a grid is from its first order on. */
const STARTING = {
  spacing: oneOf('arithmetic', 'geometric'),
  investment: AmountText,
  reserve: ShareText,
  basePosition: t.boolean,
  neutralStart: NeutralStart,
}

/** What a fork may set: at the start all that a start has, and later what an amendment may. */
export const ForkSet = struct(
  'what a fork sets',
  {},
  { ...AMENDABLE, addMargin: AmountText, ...STARTING },
)
export type ForkSet = t.TypeOf<typeof ForkSet>

/** Figures that somebody else published of a contestant, to stand beside ours. */
export const Published = struct(
  'published figures',
  {},
  {
    returnPct: DecimalText,
    peakReturnPct: DecimalText,
    peakToEndPct: DecimalText,
    bestDay: DecimalText,
    rank: Integer,
    note: t.string,
  },
)
export type Published = t.TypeOf<typeof Published>

export const SEASON_EVENTS = {
  SeasonOpened: eventCodec(
    struct('SeasonOpened', {
      season: Name,
      title: t.string,
      /** What a reader has to know before believing a figure. */
      notes: listOf(t.string),
      instrument: t.string,
      tape: t.string,
      startMicros: Integer,
      endMicros: Integer,
      sampleEveryMicros: Integer,
      fillRule: FillRule,
      neutralStart: NeutralStart,
    }),
  ),
  ContestantEntered: eventCodec(
    struct('ContestantEntered', {
      contestant: Name,
      kind: oneOf('grid'),
      parameters: GridParameters,
      amendments: listOf(struct('an amendment', { atMicros: Integer, set: AmendmentSet })),
      proposedBy: orNull(t.string),
      rationale: orNull(t.string),
      confidence: orNull(DecimalText),
      chartInterval: orNull(t.string),
      published: orNull(Published),
    }),
  ),
  SeasonClosed: eventCodec(struct('SeasonClosed', {})),
}
export type SeasonType = keyof typeof SEASON_EVENTS
