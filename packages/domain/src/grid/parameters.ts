import * as t from 'io-ts'
import { Shaped } from '../shape'
import { struct } from '../struct'
import { AmountText, DecimalText, Integer, PositiveText, ShareText, oneOf, orNull } from '../wire'

/** Which position a grid works with. neutral: any; long: none below 0; short: none above 0. */
export const Direction = oneOf('neutral', 'long', 'short')
export type Direction = t.TypeOf<typeof Direction>

/**
 * When a resting order fills. touch: the tick reaches the line; cross: it goes at least one tick
 * beyond; through: a trade prints beyond, which only a tape of trades can show.
 */
export const FillRule = oneOf('touch', 'cross', 'through')
export type FillRule = t.TypeOf<typeof FillRule>

/**
 * How a neutral grid lays its first orders. slots: the line just above the price stays empty; all:
 * no line does; skip-nearest: the line nearest to the price does. See `startBook`.
 */
export const NeutralStart = oneOf('slots', 'all', 'skip-nearest')
export type NeutralStart = t.TypeOf<typeof NeutralStart>

const PriceStop = struct('{"price"}', {
  /** Reached when the last price is there or beyond, in quote currency. */
  price: PositiveText,
})
const RatioStop = struct('{"ratio"}', {
  /** Reached when the profit, or for a stop loss the loss, is this share of the investment. */
  ratio: PositiveText,
})
/** A stop by last price, or by profit as a share of the investment (positive, also for a loss). */
export const Stop: t.Type<Stop, object> = new Shaped(
  '{"price": "…"} or {"ratio": "…"}, never both',
  (value): value is Stop => PriceStop.is(value) || RatioStop.is(value),
  (input, context) => {
    const [form, ...more] = t.UnknownRecord.is(input) ? Object.keys(input) : []
    if (more.length > 0) return t.failure(input, context)
    if (form === 'price') return PriceStop.validate(input, context)
    return form === 'ratio' ? RatioStop.validate(input, context) : t.failure(input, context)
  },
  (stop) => ('price' in stop ? PriceStop.encode(stop) : RatioStop.encode(stop)),
  {
    kind: 'object',
    fields: ['price', 'ratio'].map((name) => ({ name, codec: PositiveText, isOptional: true })),
  },
)
export type Stop = { readonly price: string } | { readonly ratio: string }

/**
 * What a contestant sets, as events carry it. Prices, rates and amounts are decimal strings in the
 * quote currency; `reserve` is a share of the investment; `quantityPerGrid` is in contracts, null
 * to size from the margin.
 */
export const GridParameters = struct('grid parameters', {
  /** Which position the grid works with. */
  direction: Direction,
  /** arithmetic: neighbouring lines are as many ticks apart; geometric: in the same ratio. */
  spacing: oneOf('arithmetic', 'geometric'),
  /** The lowest line, in quote currency. */
  lowerPrice: PositiveText,
  /** The highest line, in quote currency. */
  upperPrice: PositiveText,
  /** How many intervals lie between them: N grids have N + 1 lines. */
  gridCount: Integer,
  /** The leverage that orders are sized with. */
  leverage: PositiveText,
  /** What goes in at the start, in quote currency. */
  investment: AmountText,
  /** Share of the investment that is not used to size the orders. */
  reserve: ShareText,
  /** Contracts of each order; null where the margin sizes them. */
  quantityPerGrid: orNull(PositiveText),
  /** Long and short: whether the base is bought or sold at the start. */
  basePosition: t.boolean,
  /** Where the grid stops with a profit; null for nowhere. */
  takeProfit: orNull(Stop),
  /** Where the grid stops with a loss; null for nowhere. */
  stopLoss: orNull(Stop),
  /** Fee of grid fills, a share of their value. */
  makerFee: DecimalText,
  /** Fee of fills at the market, a share of their value. */
  takerFee: DecimalText,
  /** Whether a stop closes the position or keeps it. */
  onStop: oneOf('close', 'keep'),
  /** How many ticks worse than the last price a stop closes. */
  slippageTicks: Integer,
})
export type GridParameters = t.TypeOf<typeof GridParameters>

/** What a season sets for all its grids. */
export const MarketRules = struct('market rules', {
  /** When a resting order fills. */
  fillRule: FillRule,
  /** How a neutral grid lays its first orders. */
  neutralStart: NeutralStart,
})
export type MarketRules = t.TypeOf<typeof MarketRules>
