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

/** The parameters that can be set while a grid runs, and the fill rule. */
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
  /** When a resting order fills. */
  fillRule: FillRule,
}

/** Margin that is put in while a grid runs. */
const ADDED = {
  /** Added to the investment, in quote currency. */
  addMargin: AmountText,
}

/** What an amendment may set; `addMargin` is added to the investment, in quote currency. */
export const AmendmentSet = struct('what an amendment sets', {}, { ...AMENDABLE, ...ADDED })
export type AmendmentSet = t.TypeOf<typeof AmendmentSet>

/** What only a start can set: these decide what a grid is from its first order on. */
const STARTING = {
  spacing: oneOf('arithmetic', 'geometric'),
  investment: AmountText,
  reserve: ShareText,
  basePosition: t.boolean,
  /** How a neutral grid lays its first orders. */
  neutralStart: NeutralStart,
}

/** What a fork may set: at the start all that a start has, and later what an amendment may. */
export const ForkSet = struct('what a fork sets', {}, { ...AMENDABLE, ...ADDED, ...STARTING })
export type ForkSet = t.TypeOf<typeof ForkSet>

/** Figures that somebody else published of a contestant, to stand beside ours. */
export const Published = struct(
  'published figures',
  {},
  {
    /** Return at the end, in percent of the investment. */
    returnPct: DecimalText,
    /** The highest return, in percent of the investment. */
    peakReturnPct: DecimalText,
    /** From the highest return to the last one, in points. */
    peakToEndPct: DecimalText,
    /** The best day's gain, in points. */
    bestDay: DecimalText,
    /** The place, from 1. */
    rank: Integer,
    /** What else was said. */
    note: t.string,
  },
)
export type Published = t.TypeOf<typeof Published>

const Amendment = struct('an amendment', {
  /** When it is due: at the first tick at or after this. */
  atMicros: Integer,
  /** What it sets. */
  set: AmendmentSet,
})

/** The events of `season-<season>`, by type: who runs, where, and under which rules. */
export const SEASON_EVENTS = {
  /** A season on a tape, before anybody has entered it. */
  SeasonOpened: eventCodec(
    struct('SeasonOpened', {
      /** Its name. */
      season: Name,
      /** One line for people. */
      title: t.string,
      /** What a reader has to know before believing a figure. */
      notes: listOf(t.string),
      /** The name of the instrument; TapeOpened has the whole of it. */
      instrument: t.string,
      /** The name of its tape. */
      tape: t.string,
      /** Time of the first tick. */
      startMicros: Integer,
      /** Time of the last tick, which only values the runs. */
      endMicros: Integer,
      /** Distance of the samples that peaks and falls are taken from. */
      sampleEveryMicros: Integer,
      /** When a resting order fills. */
      fillRule: FillRule,
      /** How a neutral grid lays its first orders. */
      neutralStart: NeutralStart,
    }),
  ),
  /** A contestant enters with a grid, which the first tick starts. */
  ContestantEntered: eventCodec(
    struct('ContestantEntered', {
      /** Its name: that of its run is `<season>.<contestant>`. */
      contestant: Name,
      /** What it runs. */
      kind: oneOf('grid'),
      /** What the grid is started with. */
      parameters: GridParameters,
      /** Changes that are planned for the running grid, in order of time. */
      amendments: listOf(Amendment),
      /** Who or what proposed the grid; null where that was not said. */
      proposedBy: orNull(t.string),
      /** Why it was proposed; null where that was not said. */
      rationale: orNull(t.string),
      /** How sure the proposer was, as it was stated; null where that was not said. */
      confidence: orNull(DecimalText),
      /** The length of the candles that the proposer saw; null where that was not said. */
      chartInterval: orNull(t.string),
      /** Figures that somebody else published of it; null where nobody did. */
      published: orNull(Published),
    }),
  ),
  /** All runs of the season are recorded to their ends. */
  SeasonClosed: eventCodec(struct('SeasonClosed', {})),
}
/** The type of an event of a season. */
export type SeasonType = keyof typeof SEASON_EVENTS
